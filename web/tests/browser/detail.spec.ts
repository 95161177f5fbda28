import type { Page } from "@playwright/test";

import type { Image, ImagePage } from "../../src/api/client";
import { analysed, chooseFiles, expect, signIn, test, tiles } from "./gallery";

const ended = (image: Image): Image => ({
  ...image,
  links: { ...image.links, tile: `${image.links.tile?.split("?")[0]}?sig=ended`, preview: null },
});

/** Change what the API answers about single images on its way to the page. */
async function altered(page: Page, change: Partial<Image>): Promise<void> {
  await page.route(/\/api\/v1\/images\/[a-z2-7]{24}$/, async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    const response = await route.fetch();
    return route.fulfill({ response, json: { ...((await response.json()) as Image), ...change } });
  });
}

test("what was recognised is boxed on demand, and text in the picture can be copied", async ({
  page,
  context,
  gallery,
  draw,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, gallery, "Xaver");
  await chooseFiles(page, await draw(0));
  await analysed(page, 1);
  const box = { x: 150, y: 100, width: 750, height: 500 };
  await altered(page, { text: "BEACH CLOSED", objects: [{ name: "boat", confidence: 0.91, box }] });
  await page.reload();
  await tiles(page).first().click();

  await page.getByRole("button", { name: "Show what was recognised" }).click();
  const boat = page.getByRole("button", { name: "Find pictures with boat" });
  await expect(boat).toHaveCSS("opacity", "1");
  const [outer, inner] = [await page.locator(".picture").boundingBox(), await boat.boundingBox()];
  expect((inner?.width ?? 0) / (outer?.width ?? 1)).toBeCloseTo(0.5, 1);

  await page.getByRole("button", { name: "Copy the text" }).click();
  await expect(page.getByText("Text copied")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("BEACH CLOSED");
});

test("who goes on from the description to the tags writes tags", async ({ page, gallery, draw }) => {
  await signIn(page, gallery, "Xenia");
  await chooseFiles(page, await draw(3));
  await analysed(page, 1);
  await tiles(page).first().click();
  await page.getByRole("button", { name: "(edit the description)" }).click();
  await page.getByLabel("Description").fill("Where we met");
  const tags = page.getByLabel("Add a tag");
  await tags.click();
  await expect(page.getByText("Written by you")).toBeVisible();
  await expect(tags).toBeFocused();
});

test("the original can be saved under its own name", async ({ page, gallery, draw }) => {
  await signIn(page, gallery, "Yvonne");
  const [file] = await draw(1);
  if (!file) throw new Error("no picture");
  await chooseFiles(page, [{ ...file, name: "Grüße aus den Alpen.jpg" }]);
  await analysed(page, 1);
  await tiles(page).first().click();
  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the original" }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe("Grüße aus den Alpen.jpg");
});

test("a picture that failed says why, and is analysed again on request", async ({ page, gallery, draw }) => {
  await signIn(page, gallery, "Zoe");
  const [file] = await draw(2);
  if (!file) throw new Error("no picture");
  await chooseFiles(page, [{ ...file, buffer: file.buffer.subarray(0, 4000) }]);
  await expect(page.getByText("Not analysed", { exact: true })).toBeVisible({ timeout: 30_000 });
  await tiles(page).first().click();
  await expect(page.getByRole("alert")).toContainText(/\w+ .*\./);
  const asked = page.waitForResponse((response) => response.url().endsWith("/reprocess"));
  await page.getByRole("alert").getByRole("button", { name: "Try again" }).click();
  expect((await asked).status()).toBe(202);
});

test("a picture whose link has ended is fetched by a new one", async ({ page, gallery, draw }) => {
  await signIn(page, gallery, "Anton");
  await chooseFiles(page, await draw(3));
  await analysed(page, 1);
  await page.route(/\/api\/v1\/images\?/, async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as ImagePage;
    await route.fulfill({ response, json: { ...answer, images: answer.images.map(ended) } });
  });
  await page.reload();
  const picture = tiles(page).locator("img");
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
});

test("a change that the API refuses is taken back, with the reason", async ({ page, gallery, draw }) => {
  await signIn(page, gallery, "Berta");
  await chooseFiles(page, await draw(4));
  await analysed(page, 1);
  await tiles(page).first().click();
  const tag = page.getByRole("textbox", { name: "Add a tag" });
  await page.route(/\/api\/v1\/images\/[a-z2-7]{24}$/, (route) =>
    route.request().method() === "PATCH"
      ? route.fulfill({ status: 503, json: { title: "Unavailable", detail: "The gallery is resting." } })
      : route.continue(),
  );
  await tag.fill("picnic");
  await tag.press("Enter");
  await expect(page.getByText("The gallery is resting.")).toBeVisible();
  await expect(page.getByRole("link", { name: "picnic" })).toHaveCount(0);
});
