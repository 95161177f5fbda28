import { EventEmitter, once } from "node:events";
import { readFile } from "node:fs/promises";

import { analysed, chooseFiles, expect, signIn, test, tiles } from "./gallery";

test("results come while one types, say why, can be narrowed and saved, and going back undoes each step", async ({
  page,
  gallery,
  draw,
}) => {
  await signIn(page, gallery, "Ulla");
  await chooseFiles(page, await draw(0, 1, 4, 8, 9));
  await analysed(page, 5);

  const search = page.getByRole("combobox", { name: "Search" });
  await search.pressSequentially("snow", { delay: 40 });
  await expect(page).toHaveURL(/\?q=snow$/);
  const snow = tiles(page).filter({ hasText: "snow" });
  await expect(snow).toHaveCount(3);

  await search.press("Escape");
  await page.getByRole("button", { name: /^hiking 2$/ }).click();
  await expect(page).toHaveURL(/\?q=snow&tags=hiking$/);
  await expect(tiles(page)).toHaveCount(2);

  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the results as JSON" }).click();
  const saved = JSON.parse(await readFile(await (await saving).path(), "utf8")) as {
    results: { filename: string }[];
  };
  expect(saved.results.map(({ filename }) => filename).toSorted()).toEqual([
    "alpine morning 10.jpg",
    "alpine morning 2.jpg",
  ]);

  await page.getByRole("button", { name: "hiking (remove)" }).click();
  await expect(page).toHaveURL(/\?q=snow$/);
  await page.goBack();
  await expect(page).toHaveURL(/tags=hiking/);
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(`${gallery.url}/`);
  await expect(search).toHaveValue("");
  await expect(page.getByRole("heading", { name: "5 pictures" })).toBeVisible();
});

test("a slow answer to an older search never replaces a newer one", async ({ page, gallery, draw }) => {
  await signIn(page, gallery, "Viktor");
  await chooseFiles(page, await draw(0, 3));
  await analysed(page, 2);
  const release = new EventEmitter();
  await page.route(/search\/images\?q=dunes&/, async (route) => {
    await once(release, "old answer");
    await route.continue().catch(() => undefined);
  });
  const search = page.getByRole("combobox", { name: "Search" });
  const asked = page.waitForRequest(/search\/images\?q=dunes&/);
  await search.fill("dunes");
  await asked;
  await search.fill("evening");
  await expect(tiles(page).filter({ hasText: "evening" })).toHaveCount(1);
  release.emit("old answer");
  await page.waitForLoadState("networkidle");
  await expect(tiles(page).filter({ hasText: "dunes" })).toHaveCount(0);
});

test("filters narrow by shape, colour, date and favour, and nothing found is said kindly", async ({
  page,
  gallery,
  draw,
}) => {
  await signIn(page, gallery, "Wanda");
  await chooseFiles(page, await draw(0, 1, 3, 4));
  await analysed(page, 4);
  await page.getByRole("button", { name: "Filters" }).click();

  await page.getByLabel("Shape").selectOption("Portrait");
  await expect(page).toHaveURL(/orientation=portrait/);
  await expect(tiles(page)).toHaveCount(1);
  await expect(tiles(page)).toHaveAccessibleName(/Snow on quiet hills/);
  await page.getByRole("button", { name: "portrait (remove)" }).click();

  await page.getByRole("group", { name: "Colour" }).getByRole("button", { name: "orange" }).click();
  await expect(page).toHaveURL(/color=/);
  await expect(tiles(page).first()).toHaveAccessibleName(/dunes|sun goes down/);
  await page.getByRole("button", { name: /^#.*remove/ }).click();

  await page.getByLabel("until").fill("1999-12-31");
  await expect(page.getByRole("heading", { name: "No picture fits" })).toBeVisible();
  await page.getByRole("button", { name: "Show all pictures" }).click();
  await expect(tiles(page)).toHaveCount(4);

  await tiles(page).first().focus();
  await page.keyboard.press("f");
  await page.getByText("Only favourites").click();
  await expect(tiles(page)).toHaveCount(1);
});

test("a search that cannot be answered says so, and leads back to all pictures", async ({
  page,
  gallery,
  draw,
}) => {
  await signIn(page, gallery, "Vera");
  await chooseFiles(page, await draw(2));
  await analysed(page, 1);
  await page.goto(`${gallery.url}/?q=sea&orientation=round`);
  await expect(page.getByRole("alert")).toContainText("orientation");
  await expect(page.getByText("0 pictures")).toHaveCount(0);
  await page.getByRole("button", { name: "Show all pictures" }).click();
  await expect(tiles(page)).toHaveCount(1);
});

test("a word without an end widens no page", async ({ page, gallery }) => {
  await signIn(page, gallery, "Willi");
  await page.goto(`${gallery.url}/?q=${"a".repeat(900)}`);
  await expect(page.getByRole("heading", { name: /^No picture fits/ })).toBeVisible();
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beyond).toBeLessThanOrEqual(0);
});

test("in the middle of a word nobody is told that nothing was found, at its end one is", async ({
  page,
  gallery,
  draw,
}) => {
  await signIn(page, gallery, "Walter");
  await chooseFiles(page, await draw(0, 1, 3));
  await analysed(page, 3);
  const nothing = page.getByRole("heading", { name: /^No picture fits/ });
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const look = (): number => seen.push(document.querySelector("main h2")?.textContent ?? "");
    new MutationObserver(look).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
  const search = page.getByRole("combobox", { name: "Search" });
  // Each beginning of the word is searched for by itself, and found in no text.
  for (const part of ["mo", "moun", "mounta"]) {
    const answered = page.waitForResponse((answer) => answer.url().includes(`q=${part}&`));
    await search.fill(part);
    await answered;
    await expect(page.getByRole("option").first()).toBeVisible();
  }
  await search.fill("mountain");
  await expect(tiles(page)).toHaveCount(1);
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  expect(seen.filter((heading) => heading.startsWith("No picture"))).toEqual([]);

  await search.fill("mountainqqq");
  await expect(nothing).toBeVisible();
  await search.fill("mounta");
  await expect(page.getByRole("option").first()).toBeVisible();
  await search.press("Enter");
  await expect(nothing).toBeVisible();
});

test("what the hits have in common may be wider than the screen, and is reached all the same", async ({
  page,
  gallery,
  draw,
}) => {
  await page.setViewportSize({ width: 420, height: 800 });
  await signIn(page, gallery, "Wilma");
  await chooseFiles(page, await draw(0, 1, 3, 4));
  await analysed(page, 4);
  await page.goto(`${gallery.url}/?mode=semantic&q=landscape`);
  const row = page.getByRole("group", { name: "Narrow the results" });
  const last = row.getByRole("button").last();
  await expect(last).not.toBeInViewport();
  const on = page.getByRole("button", { name: "Show more of them" });
  await expect(page.getByRole("button", { name: "Show those before" })).toHaveCount(0);
  await expect(async () => {
    if (await on.isVisible()) await on.click({ timeout: 1000 });
    await expect(last).toBeInViewport({ ratio: 1, timeout: 500 });
  }).toPass();
  await expect(on).toHaveCount(0);

  await row.getByRole("button").first().focus();
  for (let steps = await row.getByRole("button").count(); steps > 1; steps -= 1)
    await page.keyboard.press("Tab");
  await expect(last).toBeFocused();
  await expect(last).toBeInViewport({ ratio: 1 });
});
