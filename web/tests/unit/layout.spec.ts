import { expect, test } from "@playwright/test";

import { aspectOf, justify, type Sized } from "../../src/images/layout";

const shapes = (count: number): Sized[] =>
  Array.from({ length: count }, (_, index) => ({ width: 600 + ((index * 457) % 1400), height: 900 }));

for (const width of [320, 768, 1440, 2560]) {
  test(`rows fill ${width} pixels, none too high, none of it overlapping`, () => {
    const gap = 6;
    const rows = justify(shapes(97), width, 220, gap);
    for (const { tiles } of rows.slice(0, -1)) {
      const last = tiles.at(-1);
      expect((last?.left ?? 0) + (last?.width ?? 0)).toBe(width);
    }
    for (const { height, tiles } of rows) {
      expect(height).toBeLessThan(220 * 2);
      tiles.slice(1).forEach(({ left }, index) => {
        const before = tiles[index];
        expect(left - (before?.left ?? 0) - (before?.width ?? 0)).toBeGreaterThanOrEqual(gap - 1);
      });
    }
  });
}

test("every image is placed once, in order", () => {
  const images = shapes(250);
  const placed = justify(images, 1000, 200, 4).flatMap(({ tiles }) => tiles.map(({ image }) => image));
  expect(placed).toEqual(images);
});

test("a last row that is not full keeps the target height", () => {
  expect(justify([{ width: 300, height: 200 }], 1200, 200, 6)).toEqual([
    { height: 200, tiles: [{ image: { width: 300, height: 200 }, left: 0, width: 300 }] },
  ]);
});

for (const [width, height, aspect] of [
  [3000, 2000, 1.5],
  [10_000, 100, 3],
  [10, 9000, 0.5],
  [null, null, 4 / 3],
  [0, 10, 4 / 3],
] as const) {
  test(`${width} × ${height} is shown as ${aspect.toFixed(2)}`, () => {
    expect(aspectOf({ width, height })).toBeCloseTo(aspect);
  });
}
