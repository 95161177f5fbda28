import { createRequire } from "node:module";

import type { Page } from "@playwright/test";
import type { AxeResults } from "axe-core";

import { analysed, chooseFiles, expect, signIn, test, tiles } from "./gallery";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Each violation as "rule: element". */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
  await page.addScriptTag({ path: AXE });
  const results = await page.evaluate<AxeResults, string[]>(
    (tags) => (globalThis as unknown as { axe: typeof import("axe-core") }).axe.run({ runOnly: tags }),
    RULES,
  );
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join(" ")}`),
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`no view has a barrier that axe knows, ${colorScheme}`, async ({ browser, gallery, draw }) => {
    test.setTimeout(120_000);
    const context = await browser.newContext({ colorScheme, reducedMotion: "reduce", bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${gallery.url}/`);
    await page.getByRole("heading", { name: /Your pictures/ }).waitFor();
    expect(await violations(page), "welcome").toEqual([]);

    await page.goto(`${gallery.url}/nowhere`);
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    expect(await violations(page), "no such page").toEqual([]);

    await signIn(page, gallery, `Lena ${colorScheme}`);
    await page.getByRole("heading", { name: "Room for your first picture" }).waitFor();
    expect(await violations(page), "empty").toEqual([]);

    await page.getByRole("button", { name: /Account of/ }).click();
    await page.getByText(/0 pictures/).waitFor();
    expect(await violations(page), "account").toEqual([]);
    await page.getByRole("button", { name: "Close account…" }).click();
    await page.getByRole("dialog", { name: "Close your account" }).waitFor();
    expect(await violations(page), "close account").toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    expect(await violations(page), "shortcuts").toEqual([]);
    await page.keyboard.press("Escape");

    await chooseFiles(page, await draw(0, 1, 4, 5));
    await page.getByRole("region", { name: "Uploads" }).waitFor();
    expect(await violations(page), "uploads").toEqual([]);
    await analysed(page, 4);
    expect(await violations(page), "gallery").toEqual([]);

    await page.getByRole("combobox").first().fill("snow");
    await page.getByRole("option").first().waitFor();
    await page.getByRole("button", { name: "Filters" }).click();
    await page
      .getByRole("checkbox", { name: /^Select/ })
      .first()
      .check({ force: true });
    expect(await violations(page), "search").toEqual([]);
    await page.getByRole("button", { name: "Let go of all" }).click();

    await tiles(page).first().click();
    await page.locator(".similar img").first().waitFor();
    await page.getByText("How it was analysed").click();
    expect(await violations(page), "detail").toEqual([]);
    await context.close();
  });
}
