import { expect, test } from "@playwright/test";

import {
  EVERYTHING,
  formatSearch,
  isNarrowed,
  isPlainList,
  parseSearch,
  withColor,
  withTag,
} from "../../src/search/search";

for (const query of [
  "",
  "?q=red+boat",
  "?q=%22my+dog%22+-cat&tags=sea,two+words&color=3a6ea5,ffffff&mode=text",
  "?from=2024-01-01&to=2024-12-31&camera=Fuji+X100&orientation=portrait&people=1&favorite=true&sort=oldest",
  "?status=failed",
  "?similar=mfzwizltoq4dgmbsgy3tqojq",
]) {
  test(`the address ${query || "without a query"} says what is searched, and nothing is lost`, () => {
    expect(formatSearch(parseSearch(query))).toBe(query);
  });
}

test("what is no colour is left out", () => {
  expect(parseSearch("?color=red,12345,00ff00,%23aabbcc").colors).toEqual(["00ff00"]);
});

test("order, status and favourites are left to the plain list, all else is a search", () => {
  expect(isPlainList({ ...EVERYTHING, sort: "size", favorite: true, status: "failed" })).toBe(true);
  expect(isPlainList({ ...EVERYTHING, q: "sea" })).toBe(false);
  expect(isPlainList({ ...EVERYTHING, similar: "a" })).toBe(false);
});

test("an order narrows nothing, white space neither", () => {
  expect(isNarrowed({ ...EVERYTHING, sort: "oldest", q: "  " })).toBe(false);
  expect(isNarrowed({ ...EVERYTHING, favorite: true })).toBe(true);
});

test("tags and colours are added once, and end a search for likeness", () => {
  const search = withTag(withTag({ ...EVERYTHING, similar: "a" }, "sea"), "sea");
  expect(search).toMatchObject({ tags: ["sea"], similar: "" });
  expect(withColor(withColor(search, "#AABBCC"), "aabbcc").colors).toEqual(["aabbcc"]);
});

test("the API takes five colours: the newest stay", () => {
  const colors = ["111111", "222222", "333333", "444444", "555555", "666666"];
  const search = colors.reduce((before, hex) => withColor(before, hex), EVERYTHING);
  expect(search.colors).toEqual(colors.slice(1));
});
