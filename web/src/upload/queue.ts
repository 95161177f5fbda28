/** The files on their way to the gallery: a few at a time, each to be cancelled or tried again. */
import type { QueryClient } from "@tanstack/react-query";

import type { Image } from "../api/client";
import { asProblem } from "../api/problem";
import { watchProcessing } from "../images/processing";
import { addImage, imageQuery } from "../images/queries";
import { EVERYTHING } from "../search/search";
import { Store } from "../ui/store";
import { keepPreview, previewOf, type LocalPreview } from "./previews";
import { send } from "./transport";

export type UploadState = "waiting" | "sending" | "sent" | "duplicate" | "failed" | "refused";

export interface Upload {
  readonly id: number;
  readonly file: File;
  readonly state: UploadState;
  /** 0 to 1. */
  readonly progress: number;
  readonly preview?: LocalPreview;
  readonly imageId?: string;
  readonly reason?: string;
}

const AT_ONCE = 3;

export const uploads = new Store<readonly Upload[]>([]);
const aborts = new Map<number, AbortController>();
let lastId = 0;

export function addFiles(client: QueryClient, files: Iterable<File>): void {
  const added = Array.from(files, (file): Upload => ({ id: ++lastId, file, state: "waiting", progress: 0 }));
  uploads.update((all) => [...all, ...added]);
  sendNext(client);
}

/** Take a file out: one on its way is cancelled. */
export function dropUpload(id: number): void {
  aborts.get(id)?.abort();
  uploads.update((all) => all.filter((each) => each.id !== id));
}

export function retryUploads(client: QueryClient, ids: ReadonlySet<number>): void {
  uploads.update((all) =>
    all.map((each) =>
      ids.has(each.id) && each.state === "failed" ? { ...each, state: "waiting", progress: 0 } : each,
    ),
  );
  sendNext(client);
}

export const isActive = ({ state }: Upload): boolean => state === "waiting" || state === "sending";

/** Forget what needs no more attention. */
export const clearSettled = (): void => uploads.update((all) => all.filter(isActive));

export function cancelUploads(): void {
  for (const abort of aborts.values()) abort.abort();
  uploads.update((all) => all.filter((each) => !isActive(each)));
}

function sendNext(client: QueryClient): void {
  const free = AT_ONCE - aborts.size;
  const waiting = uploads.get().filter(({ state, id }) => state === "waiting" && !aborts.has(id));
  for (const upload of waiting.slice(0, free)) {
    const abort = new AbortController();
    aborts.set(upload.id, abort);
    void sendOne(client, upload, abort.signal).finally(() => {
      aborts.delete(upload.id);
      sendNext(client);
    });
  }
}

async function sendOne(
  client: QueryClient,
  { id, file, preview: kept }: Upload,
  signal: AbortSignal,
): Promise<void> {
  patch(id, { state: "sending" });
  const preview = kept ?? (await previewOf(file));
  if (preview) patch(id, { preview });
  try {
    const { image, duplicate } = await send(file, {
      signal,
      onProgress: (progress) => patch(id, { progress }),
    });
    patch(id, { state: duplicate ? "duplicate" : "sent", progress: 1, imageId: image.id });
    show(client, image, preview);
  } catch (error) {
    if (signal.aborted) return;
    const problem = asProblem(error);
    patch(id, {
      state: problem.passing || problem.status === 401 ? "failed" : "refused",
      reason: problem.message,
    });
  }
}

function show(client: QueryClient, image: Image, preview: LocalPreview | undefined): void {
  if (preview && !image.links.preview) keepPreview(image.id, preview);
  const sized = image.width || !preview ? image : { ...image, width: preview.width, height: preview.height };
  client.setQueryData(imageQuery(image.id).queryKey, sized);
  addImage(client, EVERYTHING, sized);
  watchProcessing(client);
}

const patch = (id: number, change: Partial<Upload>): void =>
  uploads.update((all) => all.map((each) => (each.id === id ? { ...each, ...change } : each)));
