import type { Page } from "@playwright/test";

import type { Image } from "../../src/api/client";
import { analysed, chooseFiles, expect, signIn, test, tiles } from "./gallery";

const TOTAL = 10_000;
const SHAPES = [
  [1500, 1000],
  [1000, 1400],
  [1600, 900],
] as const;

test("ten thousand pictures scroll without a stop, and few of them are in the page at a time", async ({
  page,
  gallery,
  draw,
}) => {
  test.setTimeout(400_000); // some thousand frames, however slow the machine
  await signIn(page, gallery, "Selma");
  await chooseFiles(page, await draw(1));
  await analysed(page, 1);

  await repeatPictures(page);
  await page.reload();
  await expect(page.getByRole("heading", { name: "10,000 pictures" })).toBeVisible();

  const cost = await meter(page);
  const frames = await page.evaluate(async () => {
    let count = 0;
    let still = 0;
    for (let bottom = -1; still < 60; bottom = scrollY) {
      scrollBy(0, 500);
      await new Promise(requestAnimationFrame);
      count += 1;
      still = scrollY === bottom ? still + 1 : 0;
    }
    return count;
  });
  const seconds = await cost();
  await expect(page.locator("#tile-copy9999")).toBeVisible();
  expect(await tiles(page).count(), "tiles in the page").toBeLessThan(150);
  const perFrame = (seconds / frames) * 1000;
  expect(perFrame, `milliseconds of the page's own work in each of ${frames} frames`).toBeLessThan(10);
});

/** Answer the list with the API's own answer, its one picture repeated under other ids. */
async function repeatPictures(page: Page): Promise<void> {
  const listed = page.waitForResponse(/\/api\/v1\/images\?/);
  await page.reload();
  const answer = (await (await listed).json()) as { images: Image[] };
  const [image] = answer.images;
  await page.route(/\/api\/v1\/images\?/, async (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const start = Number(asked.get("cursor") ?? 0);
    const end = Math.min(start + Number(asked.get("limit")), TOTAL);
    const images = Array.from({ length: end - start }, (_, index) => {
      const [width, height] = SHAPES[(start + index) % SHAPES.length] ?? [1, 1];
      return { ...image, id: `copy${start + index}`, width, height };
    });
    const nextCursor = end < TOTAL ? `${end}` : null;
    await route.fulfill({ json: { ...answer, images, total: TOTAL, hasNext: end < TOTAL, nextCursor } });
  });
}

/** The seconds of processor time that the page spends on script, style and layout from now until asked. */
async function meter(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const read = async (): Promise<number> => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    const work = metrics.filter(({ name }) => /^(Script|RecalcStyle|Layout)Duration$/.test(name));
    return work.reduce((sum, { value }) => sum + value, 0);
  };
  const before = await read();
  return async () => (await read()) - before;
}
