/** Pictures of the main views, to look at. Not a test: `npm run screenshots`. */
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import type { Page } from "@playwright/test";

import { analysed, chooseFiles, signIn, test, tiles } from "../browser/gallery";

const ROOT = resolve(import.meta.dirname, "../../..");
const SHOTS = resolve(ROOT, "build/screenshots");
const FOR_README = new Set(["desktop-light-gallery.jpg", "desktop-dark-detail.jpg"]);

const SCREENS = {
  desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1, isMobile: false, hasTouch: false },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
};

for (const [device, screen] of Object.entries(SCREENS)) {
  for (const scheme of ["light", "dark"] as const) {
    test(`${device}, ${scheme}`, async ({ browser, gallery, draw }) => {
      test.setTimeout(240_000);
      const context = await browser.newContext({ ...screen, colorScheme: scheme, reducedMotion: "reduce" });
      const page = await context.newPage();
      const shoot = (view: string): Promise<Buffer> => shot(page, `${device}-${scheme}-${view}`);

      await page.goto(`${gallery.url}/`);
      await page.getByRole("heading", { name: /Your pictures/ }).waitFor();
      await shoot("welcome");
      await signIn(page, gallery, "Ada");
      if ((await tiles(page).count()) === 0 && scheme === "light" && device === "desktop") {
        await shoot("empty");
        await chooseFiles(page, await draw(...Array(27).keys()));
        await page
          .getByText(/^(Analysing|Adding) \d+/)
          .first()
          .waitFor();
        await shoot("uploading");
      }
      await analysed(page, 27);
      const close = page.getByRole("region", { name: "Uploads" }).getByRole("button", { name: "Close" });
      if (await close.isVisible()) await close.click();
      await shoot("gallery");

      await page
        .getByRole("link", { name: /sun goes down/ })
        .first()
        .click();
      await page.locator(".similar img").first().waitFor();
      await shoot("detail");
      if (device === "phone") {
        await page.locator(".detail").evaluate((detail) => detail.scrollTo({ top: 420 }));
        await shoot("detail-facts");
      }
      await page.keyboard.press("Escape");

      await page.getByRole("combobox").first().fill("sunset sea");
      await page.waitForURL(/q=sunset/);
      await page.getByRole("combobox").first().press("Enter");
      await page.getByRole("button", { name: "Filters" }).click();
      await page.waitForTimeout(600);
      await shoot("search");
      await context.close();
    });
  }
}

async function shot(page: Page, name: string): Promise<Buffer> {
  await mkdir(SHOTS, { recursive: true });
  await page.mouse.move(0, 0);
  await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
  await page.waitForTimeout(400);
  const file = `${name}.jpg`;
  const picture = await page.screenshot({ path: resolve(SHOTS, file), type: "jpeg", quality: 82 });
  if (FOR_README.has(file)) {
    const kept = resolve(ROOT, "docs/screenshots", file);
    await mkdir(dirname(kept), { recursive: true });
    await copyFile(resolve(SHOTS, file), kept);
  }
  return picture;
}
