import { expect, signIn, test } from "./gallery";
import type { Page } from "@playwright/test";

/** Make the kept sign-in look as if it had ended long ago; returns its access token. */
const age = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const key = Object.keys(localStorage).find((each) => each.startsWith("oidc.user:")) ?? "";
    const user = JSON.parse(localStorage.getItem(key) ?? "{}") as {
      access_token: string;
      expires_at: number;
    };
    localStorage.setItem(key, JSON.stringify({ ...user, expires_at: 1 }));
    return user.access_token;
  });

test("a sign-in that ran out is renewed without a word", async ({ page, gallery }) => {
  await signIn(page, gallery, "Martha");
  const old = await age(page);
  const listing = page.waitForRequest(/\/api\/v1\/images\?/);
  await page.reload();
  const token = (await (await listing).allHeaders())["authorization"];
  expect(token).toMatch(/^Bearer ./);
  expect(token).not.toBe(`Bearer ${old}`);
  await expect(page.getByRole("heading", { name: "Room for your first picture" })).toBeVisible();
});

test("a sign-in that cannot be renewed leads back to the start, with the reason", async ({
  page,
  gallery,
}) => {
  await signIn(page, gallery, "Niklas");
  await page.route(/\/token$/, (route) => route.fulfill({ status: 400, json: { error: "invalid_grant" } }));
  await age(page);
  await page.reload();
  await expect(page.getByRole("alert")).toHaveText(/sign-in has ended/);
});

test("signing out in one tab hides everything in the others", async ({ page, context, gallery }) => {
  await signIn(page, gallery, "Olga");
  const other = await context.newPage();
  await other.goto(`${gallery.url}/`);
  await other.getByRole("button", { name: "Account of Olga" }).click();
  const home = other.waitForRequest(
    (request) => request.isNavigationRequest() && request.url() === `${gallery.url}/`,
  );
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await home;
  await expect(other.getByRole("button", { name: "Sign in" })).toBeVisible();
});

test("after signing in, one is where one wanted to be", async ({ page, gallery }) => {
  await page.goto(`${gallery.url}/?q=sea`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Your name").fill("Paul");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`${gallery.url}/?q=sea`);
  await expect(page.getByRole("heading", { name: "No picture fits “sea”" })).toBeVisible();
});

test("without a connection the page says so, and goes on when it is back", async ({
  page,
  context,
  gallery,
}) => {
  await signIn(page, gallery, "Quirin");
  await context.setOffline(true);
  await page.getByRole("combobox").fill("sea");
  await expect(page.getByRole("alert")).toContainText("You seem to be offline");
  await context.setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "No picture fits “sea”" })).toBeVisible();
});

test("an address that leads nowhere says so, signed out and in, and shows the way home", async ({
  page,
  gallery,
}) => {
  const nowhere = page.getByRole("heading", { name: "There is no such page" });
  await page.goto(`${gallery.url}/albums/7`);
  await expect(nowhere).toBeVisible();
  await expect(page).toHaveTitle("No such page · Gallery");
  await page.getByRole("button", { name: "Go to the gallery" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expect(page).toHaveTitle("Gallery");

  await signIn(page, gallery, "Renate");
  await page.goto(`${gallery.url}/images`);
  await expect(nowhere).toBeVisible();
  await page.getByRole("button", { name: "Go to the gallery" }).click();
  await expect(page.getByRole("heading", { name: "Room for your first picture" })).toBeVisible();
});

test("the pictures are asked for before the page is there, and once", async ({ page, gallery }) => {
  await signIn(page, gallery, "Serafina");
  const asked: string[] = [];
  page.on("request", (request) => {
    if (/\/api\/v1\/images\?/.test(request.url())) asked.push(request.url());
  });
  const listing = page.waitForRequest(/\/api\/v1\/images\?/);
  await page.route(/\/assets\/start-/, async (route) => {
    await listing;
    await route.continue();
  });
  await page.reload();
  await expect(page.getByRole("heading", { name: "Room for your first picture" })).toBeVisible();
  expect(asked).toHaveLength(1);
});

test("a damaged memory of the sign-in is as good as none", async ({ page, gallery }) => {
  await signIn(page, gallery, "Sven");
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage)) localStorage.setItem(key, "{");
  });
  await page.reload();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});
