import { expect, test } from "@playwright/test";

import type { Image } from "../../src/api/client";
import { rebase } from "../../src/images/rebase";

const told = (description: string | null, tags = "", source: Image["descriptionSource"] = "user") => ({
  description,
  descriptionSource: source,
  tags: tags.split(" ").map((name) => ({ name, confidence: 1, source: "user" as const })),
});

for (const [what, seen, latest, outcome] of [
  ["is the same", told("sea"), told("sea"), { description: "lake" }],
  ["came from the analysis", told(null), told("water", "", "ai"), { description: "lake" }],
  ["says the same", told("sea"), told("lake"), { description: "lake" }],
  ["was rewritten", told("sea"), told("ocean"), undefined],
] as const) {
  test(`a description that ${what} meanwhile ${outcome ? "gives way" : "is a conflict"}`, () => {
    expect(rebase({ description: "lake" }, seen, latest)).toEqual(outcome);
  });
}

for (const [seen, wanted, latest, tags] of [
  ["a b", "a b c", "a b", "a b c"],
  ["a b", "a b c", "a b d", "a b d c"],
  ["a b", "a", "a b d", "a d"],
  ["a b", "a b c", "b", "b c"],
  ["a", "a c", "a c", "a c"],
] as const) {
  test(`${seen} made ${wanted} while it became ${latest} ends as ${tags}`, () => {
    const change = { tags: wanted.split(" ") };
    expect(rebase(change, told(null, seen), told(null, latest))).toEqual({ tags: tags.split(" ") });
  });
}

test("other changes of a picture with another description go through", () => {
  expect(rebase({ filename: "lake.jpg" }, told("sea"), told("ocean"))).toEqual({ filename: "lake.jpg" });
});
