import type { Page } from "@playwright/test";

import { analysed, chooseFiles, expect, signIn, test, tiles } from "./gallery";

const description = (page: Page) => page.getByRole("button", { name: "(edit the description)" });

/** Open the only picture, and wait until all is known of it. */
async function open(page: Page): Promise<void> {
  const told = page.waitForResponse(/\/images\/[a-z2-7]{24}$/);
  await tiles(page).first().click();
  await told;
}

test("two who write at once do not overwrite each other, and nothing that was typed is lost", async ({
  page,
  context,
  gallery,
  draw,
}) => {
  await signIn(page, gallery, "Greta");
  await chooseFiles(page, await draw(0));
  await analysed(page, 1);
  await page.reload();
  await open(page);
  await description(page).click();
  await page.getByLabel("Description").fill("Our last evening");

  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole("button", { name: "(edit the description)" }).click();
  await other.getByLabel("Description").fill("Evening at the pier");
  await other.getByLabel("Description").press("Enter");
  await expect(other.getByText("Written by you")).toBeVisible();

  const field = page.getByLabel("Description");
  await field.press("Enter");
  await expect(page.getByRole("alert")).toContainText("changed meanwhile to “Evening at the pier”");
  await expect(field).toHaveValue("Our last evening");
  await page.getByRole("button", { name: "Save mine" }).click();
  await expect(description(page)).toHaveText(/Our last evening/);
  await other.reload();
  await expect(description(other)).toHaveText(/Our last evening/);
});

test("tags that are added in two places at once are all kept", async ({ page, context, gallery, draw }) => {
  await signIn(page, gallery, "Gottfried");
  await chooseFiles(page, await draw(1));
  await analysed(page, 1);
  await page.reload();
  await open(page);
  const other = await context.newPage();
  await other.goto(page.url());
  for (const [each, tag] of [
    [other, "grandfather"],
    [page, "first snow"],
  ] as const) {
    const saved = each.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.ok());
    await each.getByLabel("Add a tag").fill(tag);
    await each.getByLabel("Add a tag").press("Enter");
    const { "if-match": version } = await (await saved).request().allHeaders();
    expect(version).toMatch(/^".+"$/);
  }
  for (const tag of ["grandfather", "first snow"])
    await expect(page.getByRole("link", { name: tag })).toBeVisible();
});
