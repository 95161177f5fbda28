/** Landscapes drawn as SVG: pictures with something to see, made from a number. */

import { MOODS, type Mood, type Rgb } from "./moods";

export interface Scene {
  name: string;
  title: string;
  keywords: readonly string[];
  width: number;
  height: number;
  svg: string;
}

const SHAPES = [
  [1500, 1000],
  [1000, 1400],
  [1600, 900],
  [1400, 1050],
  [1100, 1100],
  [1050, 1400],
  [1800, 900],
] as const;

/** The scene of a number: each differs, and those eight apart share their mood. */
export function sceneOf(number: number): Scene {
  const random = generator(number + 1);
  const mood = pick(MOODS, number);
  const [width, height] = pick(SHAPES, number * 3 + Math.floor(number / MOODS.length));
  const { title, keywords } = mood;
  const name = `${mood.name} ${number + 1}.jpg`;
  return { name, title, keywords, width, height, svg: draw(mood, width, height, random) };
}

function draw({ sky, land, sun, water }: Mood, width: number, height: number, random: () => number): string {
  const horizon = height * (water ? 0.56 + random() * 0.12 : 0.42 + random() * 0.16);
  const tone = (color: Rgb): string => rgb(color, (random() - 0.5) * 16);
  const stops = (colors: readonly Rgb[]): string =>
    colors
      .map((color, index) => `<stop offset="${index / (colors.length - 1)}" stop-color="${tone(color)}"/>`)
      .join("");
  const x = width * (0.2 + random() * 0.6);
  const y = horizon * (0.45 + random() * 0.4);
  const radius = Math.min(width, height) * (0.04 + random() * 0.035);
  const ridges = land.map((color, index) => {
    const shore = water && index < land.length - 1;
    const base = water
      ? ([horizon - height * 0.01, height * 0.94][shore ? 0 : 1] ?? horizon)
      : horizon + ((height - horizon) * index) / (land.length + 0.4);
    const rough = height * (water ? 0.07 : 0.1 - 0.018 * index);
    return ridge(width, shore ? horizon : height, base, rough, tone(color), random);
  });
  const lake = water
    ? `<rect y="${horizon}" width="${width}" height="${height - horizon}" fill="url(#water)"/>
       <rect y="${horizon}" width="${width}" height="${height - horizon}" filter="url(#waves)" opacity="0.32"/>
       <ellipse cx="${x}" cy="${(horizon + height) / 2}" rx="${radius * 1.1}" ry="${(height - horizon) / 2}"
         fill="${rgb(sun, 0)}" opacity="0.24" filter="url(#soft)"/>`
    : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs>
      <linearGradient id="sky" x2="0" y2="1">${stops(sky)}</linearGradient>
      <linearGradient id="water" x2="0" y2="1">${stops(sky.toReversed())}</linearGradient>
      <radialGradient id="glow"><stop stop-color="${rgb(sun, 0)}" stop-opacity="0.75"/>
        <stop offset="1" stop-color="${rgb(sun, 0)}" stop-opacity="0"/></radialGradient>
      <filter id="soft"><feGaussianBlur stdDeviation="${radius / 2.4}"/></filter>
      <filter id="clouds" x="0" y="0" width="1" height="1">
        <feTurbulence type="fractalNoise" baseFrequency="0.0016 0.006" numOctaves="5" seed="${Math.floor(random() * 99)}"/>
        <feColorMatrix values="0 0 0 0 1  0 0 0 0 0.97  0 0 0 0 0.94  1.9 0 0 0 -0.92"/></filter>
      <filter id="waves" x="0" y="0" width="1" height="1">
        <feTurbulence type="fractalNoise" baseFrequency="0.004 0.07" numOctaves="4" seed="${Math.floor(random() * 99)}"/>
        <feColorMatrix values="0 0 0 0 1  0 0 0 0 1  0 0 0 0 1  2.4 0 0 0 -1.15"/></filter>
      <filter id="grain" x="0" y="0" width="1" height="1">
        <feTurbulence type="fractalNoise" baseFrequency="0.8" numOctaves="2" seed="7"/>
        <feColorMatrix type="saturate" values="0"/></filter>
    </defs>
    <rect width="${width}" height="${height}" fill="url(#sky)"/>
    <circle cx="${x}" cy="${y}" r="${radius * 6}" fill="url(#glow)"/>
    <circle cx="${x}" cy="${y}" r="${radius}" fill="${rgb(sun, 0)}"/>
    <rect width="${width}" height="${horizon}" filter="url(#clouds)" opacity="0.6"/>
    ${lake}${ridges.join("")}
    <rect width="${width}" height="${height}" filter="url(#grain)" opacity="0.05"/>
  </svg>`;
}

/** A hilly silhouette from `base` down to `bottom`, by midpoint displacement. */
function ridge(
  width: number,
  bottom: number,
  base: number,
  rough: number,
  color: string,
  random: () => number,
): string {
  let heights = [0, (random() - 0.5) * rough, 0].map((offset) => offset - random() * rough * 0.4);
  for (let reach = rough * 0.8; heights.length < 200; reach *= 0.52) {
    heights = heights.flatMap((height, index) => {
      const next = heights[index + 1];
      return next === undefined ? [height] : [height, (height + next) / 2 + (random() - 0.5) * reach];
    });
  }
  const points = heights.map((height, index) => {
    const y = Math.min(base + height, bottom);
    return `${((index / (heights.length - 1)) * width).toFixed(1)},${y.toFixed(1)}`;
  });
  return `<polygon points="0,${bottom} ${points.join(" ")} ${width},${bottom}" fill="${color}"/>`;
}

const rgb = (color: Rgb, shift: number): string =>
  `rgb(${color.map((part) => Math.round(Math.min(255, Math.max(0, part + shift)))).join(" ")})`;

function pick<T>(from: readonly T[], number: number): T {
  const found = from[number % from.length];
  if (found === undefined) throw new RangeError("nothing to pick from");
  return found;
}

/** Mulberry32: the same numbers for the same seed. */
function generator(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
