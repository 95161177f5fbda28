/** Lighthouse on the built page, signed out and signed in: `npm run lighthouse`. */
import { createServer, type AddressInfo } from "node:net";

import { chromium, type BrowserContext } from "@playwright/test";
import lighthouse, { desktopConfig } from "lighthouse";

import { analysed, chooseFiles, expect, signIn, test } from "../browser/gallery";

const LEAST = 95;
const CATEGORIES = ["performance", "accessibility", "best-practices"];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function clearCache(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.clearBrowserCache");
  await page.close();
}

test("Lighthouse gives at least 95 for performance, accessibility and best practices", async ({
  gallery,
  draw,
  launchOptions,
}) => {
  test.setTimeout(300_000);
  const port = await freePort();
  const args = [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`];
  const context = await chromium.launchPersistentContext("", { ...launchOptions, args });

  const audit = async (view: string, desktop: boolean): Promise<void> => {
    // The sign-in lies in the storage; the cache does not help either view.
    const disableStorageReset = view === "gallery";
    const flags = { port, onlyCategories: CATEGORIES, disableStorageReset, logLevel: "error" } as const;
    await clearCache(context);
    const result = await lighthouse(`${gallery.url}/`, flags, desktop ? desktopConfig : undefined);
    const categories = Object.values(result?.lhr.categories ?? {});
    const scores = categories.map(({ title, score }) => [title, Math.round((score ?? 0) * 100)] as const);
    const failed = Object.values(result?.lhr.audits ?? {}).filter(
      ({ score }) => score !== null && score < 0.9,
    );
    const told = `${view}, ${desktop ? "desktop" : "phone"}: ${scores.map((each) => each.join(" ")).join(", ")}`;
    test.info().annotations.push({ type: "Lighthouse", description: told });
    process.stdout.write(
      `${told}\n  ${failed.map(({ id, displayValue = "" }) => `${id} ${displayValue}`).join("\n  ")}\n`,
    );
    for (const [title, score] of scores)
      expect.soft(score, `${title}, ${told}`).toBeGreaterThanOrEqual(LEAST);
  };

  await audit("signed out", true);
  await audit("signed out", false);
  const page = await context.newPage();
  await signIn(page, gallery, "Theo");
  await chooseFiles(page, await draw(...Array(12).keys()));
  await analysed(page, 12);
  await page.close();
  await audit("gallery", true);
  await audit("gallery", false);
  await context.close();
});
