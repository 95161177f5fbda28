import { expect, test } from "@playwright/test";

import type { Line } from "../../src/images/Grid";
import { step } from "../../src/images/steps";
import type { Listed } from "../../src/images/queries";

const row = (...tiles: [id: string, left: number, width: number][]): Line => ({
  height: 100,
  tiles: tiles.map(([id, left, width]) => ({ image: { id } as Listed, left, width })),
});

const LINES: Line[] = [
  { heading: "May" },
  row(["a", 0, 100], ["b", 106, 200]),
  { heading: "April" },
  row(["c", 0, 80], ["d", 86, 80], ["e", 172, 134]),
];

for (const [from, key, to] of [
  ["a", "ArrowRight", "b"],
  ["b", "ArrowRight", "c"],
  ["c", "ArrowLeft", "b"],
  ["a", "ArrowLeft", undefined],
  ["a", "ArrowDown", "c"],
  ["b", "ArrowDown", "e"],
  ["e", "ArrowUp", "b"],
  ["a", "ArrowUp", undefined],
  ["d", "Home", "a"],
  ["a", "End", "e"],
  ["a", "q", undefined],
  ["gone", "ArrowDown", undefined],
] as const) {
  test(`${key} leads from ${from} to ${to ?? "nowhere"}`, () => {
    expect(step(LINES, from, key)?.id).toBe(to);
  });
}
