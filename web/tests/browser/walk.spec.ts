import { analysed, dropFiles, expect, signIn, test, tiles } from "./gallery";

test("three pictures are dropped, tagged, found, compared, filtered, edited, and hidden by signing out", async ({
  page,
  gallery,
  draw,
}) => {
  const [sea, mountains, dunes] = [0, 1, 3];
  await signIn(page, gallery, "Ada");
  await expect(page.getByRole("heading", { name: "Room for your first picture" })).toBeVisible();

  await dropFiles(page, await draw(sea, mountains, dunes));
  const tray = page.getByRole("region", { name: "Uploads" });
  await expect(tray.getByText("sunset at sea 1.jpg")).toBeVisible();
  await analysed(page, 3);
  await expect(page.getByRole("link", { name: "The sun goes down over a calm sea" })).toBeVisible();

  const search = page.getByRole("combobox", { name: "Search your pictures" });
  await search.fill("suns");
  await page.getByRole("option", { name: /sunset/ }).click();
  await expect(page).toHaveURL(/tags=sunset/);
  await expect(tiles(page)).toHaveCount(1);

  await tiles(page).first().click();
  const detail = page.getByRole("dialog", { name: "sunset at sea 1.jpg" });
  await expect(detail.getByRole("button", { name: /The sun goes down/ })).toBeVisible();
  await detail.getByRole("button", { name: "Show more like this" }).click();
  await expect(page).toHaveURL(/similar=/);
  await expect(tiles(page)).toHaveCount(2);

  await page.goto(`${gallery.url}/`);
  await page.getByRole("link", { name: /blue mountains/ }).click();
  await page
    .getByRole("button", { name: /Find pictures in .*blue/ })
    .first()
    .click();
  await expect(page).toHaveURL(/color=/);
  await expect(tiles(page).first()).toHaveAccessibleName(/blue mountains/);
  await page.goBack();
  await expect(page.getByRole("dialog", { name: "alpine morning 2.jpg" })).toBeVisible();

  await page.getByRole("textbox", { name: "Add a tag" }).fill("Grandmother's house");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "grandmother's house" })).toBeVisible();
  await page.reload();
  await page.getByRole("link", { name: "grandmother's house" }).click();
  await expect(tiles(page)).toHaveCount(1);

  await page.getByRole("button", { name: "Account of Ada" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: /Your pictures/ })).toBeVisible();
  await expect(page.locator("img")).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect(page.locator("img")).toHaveCount(0);
});

test("what one person adds another does not see", async ({ page, browser, gallery, draw }) => {
  await signIn(page, gallery, "Bertha");
  await dropFiles(page, await draw(2));
  await analysed(page, 1);
  await tiles(page).first().click();
  const address = page.url();

  const context = await browser.newContext();
  const other = await context.newPage();
  await signIn(other, gallery, "Carl");
  await expect(other.getByRole("heading", { name: "Room for your first picture" })).toBeVisible();
  await other.goto(address);
  await expect(other.getByRole("heading", { name: "This picture is not here" })).toBeVisible();
  await context.close();
});
