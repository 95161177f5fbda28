/** Deleting with time to change one's mind: hidden at once, removed a few seconds later. */
import type { QueryClient } from "@tanstack/react-query";

import { API, answer, api } from "../api/client";
import { asProblem, Problem } from "../api/problem";
import { session } from "../auth/session";
import { complain, toast } from "../ui/toasts";
import { Store } from "../ui/store";
import { clearSelection } from "./selection";
import { dropImages } from "./queries";

const UNDO_MS = 7000;

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
  for (const imageId of ids) {
    try {
      await answer(api.DELETE("/images/{imageId}", { params: { path: { imageId } } }));
      gone.add(imageId);
    } catch (error) {
      if (error instanceof Problem && error.status === 404) gone.add(imageId);
      else complain(asProblem(error));
    }
  }
  dropImages(client, gone);
  release(ids);
  void client.invalidateQueries({ queryKey: ["account"] });
}

const release = (ids: ReadonlySet<string>): void =>
  leaving.update((before) => new Set([...before].filter((id) => !ids.has(id))));

/** What was asked for is done even when the page is closed before its time. */
export const finishRemovalsOnLeave = (): void => addEventListener("pagehide", () => void removeNow());

async function removeNow(): Promise<void> {
  const ids = leaving.get();
  if (ids.size === 0) return;
  const headers = { authorization: `Bearer ${await session.accessToken()}` };
  for (const id of ids) void fetch(`${API}/images/${id}`, { method: "DELETE", keepalive: true, headers });
}
