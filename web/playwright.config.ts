import { defineConfig } from "@playwright/test";

const chromium = {
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

export default defineConfig({
  testDir: "tests",
  workers: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: { launchOptions: chromium, locale: "en-GB", timezoneId: "UTC", trace: "retain-on-failure" },
  projects: [
    { name: "unit", testDir: "tests/unit" },
    { name: "browser", testDir: "tests/browser" },
    { name: "lighthouse", testDir: "tests/lighthouse" },
    { name: "screenshots", testDir: "tests/screenshots" },
  ],
});
