import { expect, test } from "@playwright/test";

import { contentTypeOf } from "../../src/upload/contentType";

const ftyp = (...brands: string[]): string => {
  const [major = "", ...others] = brands;
  const size = String.fromCharCode(16 + 4 * others.length);
  return `\0\0\0${size}ftyp${major}\0\0\0\0${others.join("")}mdat`;
};

for (const [head, type] of [
  ["\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"],
  ["\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"],
  ["GIF89a", "image/gif"],
  ["RIFF\x10\0\0\0WEBPVP8 ", "image/webp"],
  ["RIFF\x10\0\0\0WAVEfmt ", "application/octet-stream"],
  ["II*\0\x08\0\0\0", "image/tiff"],
  ["MM\0+\0\x08\0\0", "image/tiff"],
  ["BM\x46\0\0\0", "image/bmp"],
  [ftyp("avif", "mif1"), "image/avif"],
  [ftyp("mif1", "avif", "miaf"), "image/avif"],
  [ftyp("heic"), "image/heic"],
  [ftyp("mif1", "heic"), "image/heic"],
  [ftyp("mif1", "miaf"), "image/heif"],
  [ftyp("isom", "mp42"), "application/octet-stream"],
  ["Dear diary", "application/octet-stream"],
  ["", "application/octet-stream"],
] as const) {
  test(`${JSON.stringify(head)} is ${type}`, async () => {
    const file = new Blob([Uint8Array.from(head, (character) => character.charCodeAt(0))]);
    expect(await contentTypeOf(file)).toBe(type);
  });
}
