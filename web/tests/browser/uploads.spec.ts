import { analysed, chooseFiles, expect, signIn, test, tiles } from "./gallery";

test("an upload that breaks off is sent again on request", async ({ page, gallery, draw }) => {
  await signIn(page, gallery, "Dora");
  const toStorage = /\/originals\//;
  await page.route(toStorage, (route) => route.abort("connectionreset"));
  await chooseFiles(page, await draw(4));
  const row = page.getByRole("listitem").filter({ hasText: "winter field 5.jpg" });
  await expect(row).toContainText("did not answer");

  await page.unroute(toStorage);
  await row.getByRole("button", { name: "Try winter field 5.jpg again" }).click();
  await analysed(page, 1);
});

test("a file that is no picture is refused with the reason, and spoils no other", async ({
  page,
  gallery,
  draw,
}) => {
  await signIn(page, gallery, "Emil");
  const text = {
    name: "letter.jpg",
    mimeType: "image/jpeg",
    buffer: Buffer.from("Dear Emil, this is no picture."),
  };
  await chooseFiles(page, [text, ...(await draw(5))]);
  const row = page.getByRole("listitem").filter({ hasText: "letter.jpg" });
  await expect(row).toContainText("JPEG, PNG, GIF, WebP");
  await expect(row.getByRole("button", { name: /again/ })).toHaveCount(0);
  await analysed(page, 1);
});

test("a picture that fails before its upload is answered is told of, not waited for", async ({
  page,
  gallery,
  draw,
}) => {
  await signIn(page, gallery, "Eva");
  const [whole] = await draw(5);
  if (!whole) throw new Error("no picture");
  const announced = page.waitForRequest(/images\/uploads$/);
  await page.route(/\/originals\//, async (route) => {
    const response = await route.fetch();
    const { authorization } = await (await announced).allHeaders();
    const counts = async (): Promise<unknown> => {
      const url = `${gallery.url}/api/v1/images/processing-status`;
      const answer = await page.request.get(url, { headers: { authorization: authorization ?? "" } });
      return answer.json();
    };
    await expect.poll(counts).toMatchObject({ counts: { failed: 1 } });
    await route.fulfill({ response });
  });
  await chooseFiles(page, [
    { ...whole, name: "cut off.jpg", buffer: whole.buffer.subarray(0, whole.buffer.length / 3) },
  ]);
  const row = page.getByRole("listitem").filter({ hasText: "cut off.jpg" });
  await expect(row).toContainText("the file ends before the picture does");
});

test("a picture that is there already is said to be, and stays one picture", async ({
  page,
  gallery,
  draw,
}) => {
  await signIn(page, gallery, "Flora");
  const files = await draw(6);
  await chooseFiles(page, files);
  await analysed(page, 1);
  await chooseFiles(page, files);
  await expect(page.getByText("Already in your gallery")).toBeVisible();
  await expect(tiles(page)).toHaveCount(1);
});

test("an upload on its way can be cancelled", async ({ page, gallery, draw }) => {
  await signIn(page, gallery, "Gustav");
  await page.route(/\/originals\//, () => {
    // Never answered: the upload hangs until it is cancelled.
  });
  await chooseFiles(page, await draw(7));
  await page.getByRole("button", { name: "Cancel spring meadow 8.jpg" }).click();
  await expect(page.getByRole("region", { name: "Uploads" })).toHaveCount(0);
});

test("a pasted picture is uploaded, and shown before the gallery has rendered it", async ({
  page,
  gallery,
  draw,
}) => {
  await signIn(page, gallery, "Hanna");
  const [file] = await draw(8);
  await page.evaluate(
    (content) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], "pasted.jpg", { type: "image/jpeg" }));
      document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true }));
    },
    file?.buffer.toString("base64") ?? "",
  );
  await expect(tiles(page).locator("img[src^='blob:']")).toBeVisible();
  await analysed(page, 1);
});

test("a deleted picture comes back by undo, and else is gone for good", async ({ page, gallery, draw }) => {
  await signIn(page, gallery, "Ida");
  await chooseFiles(page, await draw(9, 10));
  await analysed(page, 2);
  await tiles(page).first().focus();
  await page.keyboard.press("Delete");
  await expect(tiles(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(tiles(page)).toHaveCount(2);

  await page.getByRole("checkbox").first().check({ force: true });
  await page.getByRole("checkbox").nth(1).check({ force: true });
  await page.getByRole("region", { name: "Picked pictures" }).getByRole("button", { name: "Delete" }).click();
  await expect(tiles(page)).toHaveCount(0);
  await page.waitForResponse((response) => response.url().endsWith("/images/delete") && response.ok());
  await page.reload();
  await expect(page.getByRole("heading", { name: "Room for your first picture" })).toBeVisible();
});

test("a picture deleted right before signing out is gone", async ({ page, gallery, draw }) => {
  await signIn(page, gallery, "Kaspar");
  await chooseFiles(page, await draw(12));
  await analysed(page, 1);
  await tiles(page).first().focus();
  await page.keyboard.press("Delete");
  await page.getByRole("button", { name: "Account of Kaspar" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await signIn(page, gallery, "Kaspar");
  await expect(page.getByRole("heading", { name: "Room for your first picture" })).toBeVisible();
});

test("a picture that is analysed between two looks at the progress is shown as done", async ({
  page,
  gallery,
  draw,
}) => {
  await signIn(page, gallery, "Jette");
  // Every answer says that nothing is under way, as if each look came too early or too late.
  const counts = { pending: 0, processing: 0, completed: 0, failed: 0 };
  await page.route(/processing-status/, (route) => route.fulfill({ json: { counts, images: [] } }));
  await chooseFiles(page, await draw(11));
  await analysed(page, 1);
  await expect(page.getByRole("region", { name: "Uploads" })).toContainText("All pictures are in");
});
