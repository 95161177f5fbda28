/** Deleting with time to change one's mind: hidden at once, removed a few seconds later. */
import type { QueryClient } from "@tanstack/react-query";

import { answer, api } from "../api/client";
import { asProblem } from "../api/problem";
import { complain, toast } from "../ui/toasts";
import { Store } from "../ui/store";
import { clearSelection } from "./selection";
import { dropImages } from "./queries";

const UNDO_MS = 7000;
/** What the API takes in one call. */
const MOST_AT_ONCE = 100;

/** Images that are on their way out: hidden, but still there. */
export const leaving = new Store<ReadonlySet<string>>(new Set());

export function removeImages(client: QueryClient, ids: readonly string[]): void {
  const batch = new Set(ids);
  leaving.update((before) => new Set([...before, ...batch]));
  clearSelection();
  const timer = setTimeout(() => void commit(client, batch), UNDO_MS);
  toast(ids.length === 1 ? "Picture deleted" : `${ids.length} pictures deleted`, {
    stays: UNDO_MS,
    action: {
      label: "Undo",
      run: () => {
        clearTimeout(timer);
        release(batch);
      },
    },
  });
}

async function commit(client: QueryClient, ids: ReadonlySet<string>): Promise<void> {
  const gone = new Set<string>();
  try {
    for (const some of chunks([...ids])) {
      const { results } = await answer(api.POST("/images/delete", { body: { ids: some } }));
      for (const { id, outcome, problem } of results) {
        if (outcome === "deleted" || problem?.status === 404) gone.add(id);
        else complain(new Error(problem?.detail));
      }
    }
  } catch (error) {
    complain(asProblem(error));
  }
  dropImages(client, gone);
  release(ids);
  void client.invalidateQueries({ queryKey: ["account"] });
}

const release = (ids: ReadonlySet<string>): void =>
  leaving.update((before) => new Set([...before].filter((id) => !ids.has(id))));

const chunks = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / MOST_AT_ONCE) }, (_, index) =>
    ids.slice(index * MOST_AT_ONCE, (index + 1) * MOST_AT_ONCE),
  );

/** Delete now what is on its way out, since there is no time left to change one's mind. */
export async function finishRemovals(): Promise<void> {
  const ids = [...leaving.get()];
  if (ids.length === 0) return;
  await Promise.allSettled(
    chunks(ids).map((some) => answer(api.POST("/images/delete", { body: { ids: some }, keepalive: true }))),
  );
}

/** What was asked for is done even when the page is closed before its time. */
export const finishRemovalsOnLeave = (): void => addEventListener("pagehide", () => void finishRemovals());
