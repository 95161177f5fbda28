/** A whole gallery for the tests of the page: everything `python -m local` starts, on a port of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

import { test as base, expect, type Locator, type Page } from "@playwright/test";

import { drawPictures, type PictureFile } from "./pictures";

export { expect };

const ROOT = resolve(import.meta.dirname, "../../..");
const PYTHON = process.env["PYTHON"] ?? join(ROOT, ".venv/bin/python");

export interface Gallery {
  url: string;
  stop: () => Promise<void>;
}

/** Start a gallery with an empty state. */
export async function startGallery(): Promise<Gallery> {
  const state = await mkdtemp(join(tmpdir(), "gallery-"));
  const child = spawn(PYTHON, ["-m", "local", "--port", "0", "--state", state], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const stop = async (): Promise<void> => {
    child.kill("SIGINT");
    if (child.exitCode === null) await once(child, "exit");
    await rm(state, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /Gallery\s+(\S+)\/$/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    return { url, stop };
  }
  throw new Error("The gallery did not start.");
}

interface Fixtures {
  gallery: Gallery;
  /** Draw the scenes of some numbers as picture files. */
  draw: (...numbers: number[]) => Promise<PictureFile[]>;
}

export const test = base.extend<object, Fixtures>({
  gallery: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const gallery = await startGallery();
      await use(gallery);
      await gallery.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  draw: [
    async ({ browser }, use) => {
      await use((...numbers) => drawPictures(browser, numbers));
    },
    { scope: "worker" },
  ],
});

/** Open the gallery and sign in under a name, by the real sign-in page. */
export async function signIn(page: Page, gallery: Gallery, name: string): Promise<void> {
  await page.goto(`${gallery.url}/`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: `Account of ${name}` })).toBeVisible();
}

/** Drop files on the page, as from a desktop. */
export async function dropFiles(page: Page, files: readonly PictureFile[]): Promise<void> {
  const encoded = files.map(({ name, mimeType, buffer }) => ({
    name,
    mimeType,
    content: buffer.toString("base64"),
  }));
  const dropped = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, content } of given) {
      const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: mimeType }));
    }
    return transfer;
  }, encoded);
  for (const type of ["dragenter", "dragover", "drop"])
    await page.dispatchEvent("body", type, { dataTransfer: dropped });
}

/** Choose files by the button. */
export const chooseFiles = (page: Page, files: PictureFile[]): Promise<void> =>
  page.locator("header input[type=file]").setInputFiles(files);

export const tiles = (page: Page): Locator => page.locator(".tile-link");

/** Wait until so many pictures are there, and none of those in sight is being analysed any more. */
export async function analysed(page: Page, count: number): Promise<void> {
  const title = `${count} ${count === 1 ? "picture" : "pictures"}`;
  await expect(page.getByRole("heading", { name: title, exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(page.locator(".tile-status")).toHaveCount(0, { timeout: 60_000 });
}
