import { analysed, chooseFiles, expect, signIn, test, tiles } from "./gallery";

test("the whole way is walked by keyboard alone", async ({ page, gallery, draw }) => {
  await signIn(page, gallery, "Jakob");
  await chooseFiles(page, await draw(0, 1, 2, 3));
  await analysed(page, 4);
  await page.reload();
  await expect(tiles(page)).toHaveCount(4);
  const focused = page.locator(":focus");

  await page.keyboard.press("Tab");
  await expect(focused).toHaveText("Skip to the pictures");
  await page.keyboard.press("Enter");
  await page.keyboard.press("/");
  await expect(focused).toHaveRole("combobox");
  await page.keyboard.type("dun");
  await expect(page.getByRole("option", { name: /dunes/ })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/tags=dunes/);
  await expect(tiles(page)).toHaveCount(1);
  await page.goBack();
  await page.goBack();
  await expect(tiles(page)).toHaveCount(4);

  await tiles(page).first().focus();
  const first = await focused.getAttribute("id");
  await page.keyboard.press("ArrowRight");
  await expect(focused).not.toHaveAttribute("id", first ?? "");
  await page.keyboard.press("f");
  await expect(page.locator(".tile-heart")).toHaveCount(1);
  await page.keyboard.press("x");
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+X");
  await expect(page.getByText("2 picked")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("2 picked")).toHaveCount(0);

  await page.keyboard.press("Enter");
  const detail = page.getByRole("dialog");
  await expect(detail).toBeFocused();
  const opened = page.url();
  await page.keyboard.press("ArrowRight");
  await expect(page).not.toHaveURL(opened);
  await page.keyboard.press("i");
  await expect(page.getByRole("complementary", { name: "Details" })).toHaveCount(0);
  await page.keyboard.press("i");
  const description = page.getByRole("button", { name: /edit the description/ });
  await description.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Where we learned to swim");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Written by you")).toBeVisible();
  await expect(description).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(detail).toHaveCount(0);
  await expect(page.getByRole("link", { name: "Where we learned to swim" })).toBeFocused();

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("letters are no commands once they are switched off", async ({ page, gallery, draw }) => {
  await signIn(page, gallery, "Klara");
  await chooseFiles(page, await draw(3));
  await analysed(page, 1);
  await page.getByRole("button", { name: "Account of Klara" }).click();
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await page.getByLabel("Single letters are commands").uncheck();
  await page.keyboard.press("Escape");
  await tiles(page).first().focus();
  await page.keyboard.press("f");
  await page.keyboard.press("/");
  await expect(tiles(page).first()).toBeFocused();
  await expect(page.locator(".tile-heart")).toHaveCount(0);
});
