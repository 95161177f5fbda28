import { readFile } from "node:fs/promises";

import { analysed, chooseFiles, expect, signIn, test, tiles } from "./gallery";

test("who closes an account is told what is lost, may save it, is signed out, and all of it goes", async ({
  page,
  gallery,
  draw,
}) => {
  await signIn(page, gallery, "Henrike");
  await chooseFiles(page, await draw(0, 4));
  await analysed(page, 2);
  await page.getByRole("button", { name: "Account of Henrike" }).click();
  await page.getByRole("button", { name: "Close account…" }).click();
  const dialog = page.getByRole("dialog", { name: "Close your account" });
  await expect(dialog).toContainText("This deletes 2 pictures");

  const saving = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save descriptions and tags" }).click();
  const saved = JSON.parse(await readFile(await (await saving).path(), "utf8")) as {
    images: { filename: string; tags: { name: string }[] }[];
  };
  expect(saved.images.map(({ filename }) => filename).toSorted()).toEqual([
    "sunset at sea 1.jpg",
    "winter field 5.jpg",
  ]);
  expect(saved.images.flatMap(({ tags }) => tags.map(({ name }) => name))).toContain("sunset");

  await dialog.getByRole("button", { name: "Keep my account" }).click();
  await expect(tiles(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Account of Henrike" }).click();
  await page.getByRole("button", { name: "Close account…" }).click();
  const close = dialog.getByRole("button", { name: "Close my account" });
  await dialog.getByRole("textbox").fill("delete");
  await expect(close).toBeDisabled();
  await dialog.getByRole("textbox").fill("delete everything");
  const home = page.waitForRequest(
    (request) => request.isNavigationRequest() && request.url() === `${gallery.url}/`,
  );
  await close.click();
  await home;
  await expect(page.getByRole("alert")).toHaveText(/account is being closed/);

  await signIn(page, gallery, "Henrike");
  await expect(page.getByText("This account is being closed.")).toBeVisible();
  const swept = await page.request.post(`${gallery.url}/admin/functions/sweep`, { data: {} });
  expect(swept.status()).toBe(202);
  await expect(page.getByRole("heading", { name: "Room for your first picture" })).toBeVisible();
  await expect(page.getByText("This account is being closed.")).toHaveCount(0);
});
