/** JPEG files of scenes, drawn by the browser, with the photographer's words in them. */
import type { Browser } from "@playwright/test";

import { sceneOf, type Scene } from "./scenes";

export interface PictureFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** Draw scenes as JPEG files that carry their title and keywords as XMP. */
export async function drawPictures(browser: Browser, numbers: readonly number[]): Promise<PictureFile[]> {
  const page = await browser.newPage();
  const files: PictureFile[] = [];
  for (const number of numbers) {
    const scene = sceneOf(number);
    await page.setViewportSize({ width: scene.width, height: scene.height });
    await page.setContent(`<body style="margin:0">${scene.svg}</body>`);
    const jpeg = await page.screenshot({ type: "jpeg", quality: 88 });
    files.push({ name: scene.name, mimeType: "image/jpeg", buffer: withWords(jpeg, scene) });
  }
  await page.close();
  return files;
}

/** A JPEG with an XMP packet (dc:description, dc:subject) behind its first marker. */
export function withWords(jpeg: Buffer, { title, keywords }: Pick<Scene, "title" | "keywords">): Buffer {
  const packet = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">
      <dc:description><rdf:Alt><rdf:li xml:lang="x-default">${title}</rdf:li></rdf:Alt></dc:description>
      <dc:subject><rdf:Bag>${keywords.map((word) => `<rdf:li>${word}</rdf:li>`).join("")}</rdf:Bag></dc:subject>
    </rdf:Description></rdf:RDF></x:xmpmeta>`;
  const content = Buffer.from(`http://ns.adobe.com/xap/1.0/\0${packet}`, "utf8");
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
}
