import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

import { expect, test } from "@playwright/test";

const DIST = resolve(import.meta.dirname, "../../dist");
const BUDGET = 200_000;
/** For other scripts than Latin and for old browsers: most visits do without. */
const RARE = /latin-ext|\.woff$/;

test("the page weighs at most 200 kB as sent", () => {
  const assets = readdirSync(join(DIST, "assets")).filter((name) => !RARE.test(name));
  const sizes = ["index.html", ...assets.map((name) => join("assets", name))].map((name) => {
    const content = readFileSync(join(DIST, name));
    return name.endsWith(".woff2") ? content.length : gzipSync(content).length;
  });
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(BUDGET);
});
