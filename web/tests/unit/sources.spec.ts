import { expect, test } from "@playwright/test";

import type { Image } from "../../src/api/client";
import { sourcesFor } from "../../src/images/sources";

const links = { tile: "/tile.webp?sig=a%2Fb", preview: "/preview.webp?sig=c" } as Image["links"];

for (const [width, height, place, [tile, preview], size] of [
  [3000, 2000, [300, 200], [640, 1280], 300],
  [2000, 3000, [120, 180], [427, 853], 120],
  [9000, 1000, [600, 200], [640, 1280], 1800],
] as const) {
  test(`${width} × ${height} in ${place.join(" × ")} is chosen as ${size} pixels wide`, () => {
    expect(sourcesFor({ width, height, links }, place[0], place[1])).toEqual({
      src: links.tile,
      srcSet: `${links.tile} ${tile}w, ${links.preview} ${preview}w`,
      sizes: `${size}px`,
    });
  });
}

for (const [tile, preview, src] of [
  [null, "/preview.webp", "/preview.webp"],
  [null, null, undefined],
] as const) {
  test(`with ${tile ?? "no tile"} and ${preview ?? "no preview"} the source is ${src ?? "none"}`, () => {
    const image = { width: 300, height: 200, links: { ...links, tile, preview } };
    expect(sourcesFor(image, 300, 200)).toEqual({ src });
  });
}
