// Renditions by sharp: decoded once, tuned, and warm. Prints what bench/renditions.py reads.
import { createHash } from "node:crypto";
import { createReadStream, writeFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import sharp from "sharp";

const THUMBNAIL = 300;
const TILE = 640;
const LONG_SIDE = 1280;
const [picture, calls, outputs] = process.argv.slice(2);

sharp.cache(false);

async function derive(path) {
  await pipeline(createReadStream(path), createHash("sha256"));
  const source = sharp(path);
  const { width, height, format } = await source.metadata();
  const long = Math.max(width, height);
  const factors = format === "jpeg" ? [8, 4, 2] : [Math.floor(long / LONG_SIDE)];
  const side = Math.ceil(long / (factors.find((by) => by > 0 && long >= by * LONG_SIDE) ?? 1));
  const { data, info } = await source
    .rotate()
    .flatten({ background: "white" })
    .resize(side, side, { fit: "inside", withoutEnlargement: true })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
  const [preview, tile, thumbnail, sketch] = await Promise.all([
    sharp(data, raw).jpeg({ quality: 80 }).toBuffer(),
    sharp(data, raw)
      .resize(TILE, TILE, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: 75, effort: 2 })
      .toBuffer(),
    sharp(data, raw).resize(THUMBNAIL, THUMBNAIL, { fit: "cover" }).webp({ quality: 80, effort: 2 }).toBuffer(),
    sharp(data, raw).resize(64, 64, { fit: "fill", kernel: "cubic" }).raw().toBuffer(),
  ]);
  colors(sketch);
  return [preview, tile, thumbnail];
}

// The five most frequent of 4,096 colours: less work than a clustering.
function colors(pixels) {
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += 3) {
    const key = ((pixels[at] >> 4) << 8) | ((pixels[at + 1] >> 4) << 4) | (pixels[at + 2] >> 4);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort((one, other) => other[1] - one[1]).slice(0, 5);
}

const rounds = Number(calls);
let made;
for (let round = 0; round < Math.min(rounds, 3); round++) made = await derive(picture);
const before = process.cpuUsage();
for (let round = 0; round < rounds; round++) made = await derive(picture);
const { user, system } = process.cpuUsage(before);
if (outputs) made.forEach((each, index) => writeFileSync(`${outputs}.${index}`, each));
console.log(
  JSON.stringify({
    cpu: (user + system) / 1000 / rounds,
    rss: process.resourceUsage().maxRSS / 1024,
    bytes: made.map((each) => each.length),
  }),
);
