import { expect, test } from "./gallery";

for (const [address, shown] of [
  ["docs", "/images/upload"],
  ["redoc", "Account"],
] as const) {
  test(`the API's page at ${address} shows it, from this server alone and without a complaint`, async ({
    page,
    gallery,
  }) => {
    const complaints: string[] = [];
    const servers = new Set<string>();
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (request.url().startsWith("http")) servers.add(new URL(request.url()).origin);
    });
    await page.goto(`${gallery.url}/api/v1/${address}`, { waitUntil: "networkidle" });
    await expect(page.getByText(shown).first()).toBeVisible();
    expect(complaints).toEqual([]);
    expect([...servers]).toEqual([gallery.url]);
  });
}
