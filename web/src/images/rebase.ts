/** Changes by several people, or by a person and the analysis, brought together. */
import type { Image, Schemas } from "../api/client";

export type Change = Partial<Schemas["ImageEdit"]>;

type Text = Pick<Image, "description" | "descriptionSource" | "tags">;

const namesOf = ({ tags }: Text): string[] => tags.map(({ name }) => name);

/**
 * A change that a person made to `seen`, as it is to be made to `latest`: tags that others added or took
 * away stay so. Nothing if somebody else wrote another description; that of the analysis gives way.
 */
export function rebase(change: Change, seen: Text, latest: Text): Change | undefined {
  const rewritten = latest.description !== seen.description && latest.descriptionSource !== "ai";
  const { description, tags } = change;
  if (description !== undefined && rewritten && latest.description !== description) return undefined;
  if (!tags) return change;
  const before = namesOf(seen);
  const now = namesOf(latest).filter((name) => tags.includes(name) || !before.includes(name));
  const added = tags.filter((name) => !before.includes(name));
  return { ...change, tags: [...new Set([...now, ...added])] };
}
