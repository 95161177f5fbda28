import { expect, test } from "@playwright/test";

import { briefReasonOf, count, monthOf, reasonOf, sizeOf } from "../../src/images/words";

for (const [bytes, text] of [
  [0, "0 byte"],
  [999, "999 byte"],
  [72_400, "72 kB"],
  [3_481_223, "3.5 MB"],
  [20_000_000_000, "20 GB"],
] as const) {
  test(`${bytes} bytes read ${text}`, () => {
    expect(sizeOf(bytes)).toBe(text);
  });
}

test("one is not many", () => {
  expect([count(1, "picture"), count(1200, "picture")]).toEqual(["1 picture", "1,200 pictures"]);
});

test("months have their year", () => {
  expect([monthOf("2026-05-31T12:00:00Z"), monthOf("2025-05-01T12:00:00Z")]).toEqual([
    "May 2026",
    "May 2025",
  ]);
});

test("a reason names what matched, even in a field that the page does not know", () => {
  expect(reasonOf({ field: "tags", value: "sea" })).toBe("Tag: sea");
  expect(briefReasonOf({ field: "tags", value: "sea" })).toBe("sea");
  expect(briefReasonOf({ field: "text", value: "EXIT" })).toBe("Text in the picture: EXIT");
  expect(reasonOf({ field: "mood", value: "calm" })).toBe("mood: calm");
  expect(reasonOf({ field: "meaning", value: "0.271" })).toBe("Close in meaning");
});
