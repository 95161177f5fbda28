/** Keeps pictures that are still being analysed up to date, and stops when none is left. */
import { queryOptions, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { answer, api, type Image } from "../api/client";
import { asProblem } from "../api/problem";
import { dropImages, imageQuery, replaceImage, type Gallery } from "./queries";

const FIRST_MS = 1000;
const LONGEST_MS = 15_000;

const processingQuery = queryOptions({
  queryKey: ["processing"],
  queryFn: ({ signal }) => answer(api.GET("/images/processing-status", { signal })),
  // An answer that is equal to the last one counts too: it makes the next look come later.
  structuralSharing: false,
});

/** Look again now: a picture has just been added. */
export function watchProcessing(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: processingQuery.queryKey });
}

export const isUnfinished = (image: Image): boolean =>
  image.status === "pending" || image.status === "processing";

/** Polls while something is unfinished, more slowly the longer nothing changes. Once per page, when `ready`. */
export function useProcessing(ready: boolean): void {
  const client = useQueryClient();
  const unfinished = useRef(new Map<string, string>());
  const quietRounds = useRef(0);
  const { data } = useQuery({
    ...processingQuery,
    enabled: ready,
    refetchInterval: ({ state }) =>
      state.data?.images.length || shownUnfinished(client).size
        ? Math.min(FIRST_MS * 1.4 ** quietRounds.current, LONGEST_MS)
        : false,
  });

  useEffect(() => {
    if (!data) return;
    const now = new Map(data.images.map((image) => [image.id, image.updatedAt]));
    const changed = data.images.filter((image) => unfinished.current.get(image.id) !== image.updatedAt);
    // What was sent and done between two answers was in neither, while the page shows it as unfinished.
    const all = data.counts.pending + data.counts.processing <= data.images.length;
    const waiting = new Set([...unfinished.current.keys(), ...(all ? shownUnfinished(client) : [])]);
    const finished = [...waiting].filter((id) => !now.has(id));
    quietRounds.current = changed.length || finished.length ? 0 : quietRounds.current + 1;
    unfinished.current = now;
    for (const image of changed) replaceImage(client, image);
    for (const id of finished) void refresh(client, id);
  }, [client, data]);
}

async function refresh(client: QueryClient, id: string): Promise<void> {
  try {
    replaceImage(client, await client.fetchQuery({ ...imageQuery(id), staleTime: 0 }));
  } catch (error) {
    if (asProblem(error).status === 404) dropImages(client, new Set([id]));
  }
}

function shownUnfinished(client: QueryClient): Set<string> {
  const listed = client
    .getQueriesData<Gallery>({ queryKey: ["images"] })
    .flatMap(([, gallery]) => gallery?.pages ?? []);
  const single = client.getQueriesData<Image>({ queryKey: ["image"] }).flatMap(([, image]) => image ?? []);
  const shown = [...listed.flatMap(({ images }) => images), ...single];
  return new Set(shown.filter(isUnfinished).map(({ id }) => id));
}
