import { analysed, chooseFiles, expect, signIn, test, tiles } from "./gallery";

test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

test("on a phone, a swipe leads to the next picture, and nothing is wider than the screen", async ({
  page,
  gallery,
  draw,
}) => {
  await signIn(page, gallery, "Rosa");
  await chooseFiles(page, await draw(0, 1, 2));
  await analysed(page, 3);
  const fits = (): Promise<boolean> =>
    page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  expect(await fits()).toBe(true);
  await page.reload();
  await expect(tiles(page)).toHaveCount(3);
  for (const picture of await tiles(page).locator("img").all())
    await expect
      .poll(() => picture.evaluate((img: HTMLImageElement) => img.currentSrc))
      .toContain("/tile.webp?");
  await page.getByRole("button", { name: "Filters" }).click();
  expect(await fits()).toBe(true);

  await page.getByRole("combobox", { name: "Search" }).fill("sky");
  await expect(page.getByRole("group", { name: "Narrow the results" })).toBeVisible();
  expect(await fits()).toBe(true);
  await page.getByRole("button", { name: "Clear the search" }).click();
  await expect(tiles(page)).toHaveCount(3);

  await tiles(page).first().click();
  const address = page.url();
  const picture = page.locator(".picture");
  await expect(picture.locator("img[data-loaded]")).toBeVisible();
  const pointer = { pointerType: "touch", isPrimary: true, pointerId: 1, clientY: 200 };
  await picture.dispatchEvent("pointerdown", { ...pointer, clientX: 300 });
  await picture.dispatchEvent("pointermove", { ...pointer, clientX: 180 });
  await picture.dispatchEvent("pointerup", { ...pointer, clientX: 180 });
  await expect(page).not.toHaveURL(address);
  expect(await fits()).toBe(true);
});
