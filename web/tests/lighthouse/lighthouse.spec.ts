/** Lighthouse on the built page, signed out and signed in: `npm run lighthouse`. */
import { createServer, type AddressInfo } from "node:net";

import { chromium, type BrowserContext } from "@playwright/test";
import lighthouse, { desktopConfig } from "lighthouse";

import { analysed, chooseFiles, expect, signIn, test } from "../browser/gallery";

const LEAST = 95;
const RUNS = 3;
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
  test.setTimeout(600_000);
  const port = await freePort();
  const args = [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`];
  const context = await chromium.launchPersistentContext("", { ...launchOptions, args });

  const audit = async (view: string, desktop: boolean): Promise<number> => {
    // The sign-in lies in the storage; the cache helps neither view.
    const disableStorageReset = view === "gallery";
    const flags = { port, onlyCategories: CATEGORIES, disableStorageReset, logLevel: "error" } as const;
    await clearCache(context);
    const result = await lighthouse(`${gallery.url}/`, flags, desktop ? desktopConfig : undefined);
    const categories = Object.values(result?.lhr.categories ?? {});
    const scores = categories.map(({ title, score }) => [title, Math.round((score ?? 0) * 100)] as const);
    const told = scores.map((each) => each.join(" ")).join(", ");
    process.stdout.write(`${view}, ${desktop ? "desktop" : "phone"}: ${told}\n`);
    return Math.min(...scores.map(([, score]) => score));
  };
  /** The median of a fixed number of runs, since a single one varies by several points. */
  const judge = async (view: string, desktop: boolean): Promise<void> => {
    const runs: number[] = [];
    while (runs.length < RUNS) runs.push(await audit(view, desktop));
    const median = runs.toSorted((one, other) => one - other)[Math.floor(RUNS / 2)];
    expect
      .soft(median, `${view}, ${desktop ? "desktop" : "phone"}: median of ${runs.join(", ")}`)
      .toBeGreaterThanOrEqual(LEAST);
  };

  await judge("signed out", true);
  await judge("signed out", false);
  const page = await context.newPage();
  await signIn(page, gallery, "Theo");
  await chooseFiles(page, await draw(...Array(12).keys()));
  await analysed(page, 12);
  await page.close();
  await judge("gallery", true);
  await judge("gallery", false);
  await context.close();
});
