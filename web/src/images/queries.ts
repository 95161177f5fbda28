/** The images as the page keeps them: lists by search, single ones by id. */
import {
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  type InfiniteData,
  type QueryClient,
} from "@tanstack/react-query";

import {
  answer,
  api,
  versioned,
  type Image,
  type ImagePage,
  type Schemas,
  type SearchHit,
  type VersionedImage,
} from "../api/client";
import { listing, type Search } from "../search/search";

const SIMILAR_LIMIT = 50;

export type Listed = VersionedImage & Partial<Pick<SearchHit, "score" | "matched">>;
export type GalleryPage = Omit<ImagePage, "images"> & {
  images: readonly Listed[];
  note?: string | null;
  facets?: Schemas["Facets"] | null;
};
export type Gallery = InfiniteData<GalleryPage, string | undefined>;

export const galleryKey = (search: Search): readonly unknown[] => ["images", search];

export function useGallery(search: Search) {
  return useInfiniteQuery({
    queryKey: galleryKey(search),
    queryFn: ({ pageParam, signal }) => fetchPage(search, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // Comparing thousands of images on each page costs more than drawing those in sight again.
    structuralSharing: false,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

async function fetchPage(
  search: Search,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<GalleryPage> {
  if (search.similar) return similarPage(search.similar, signal);
  const { path, query } = listing(search, cursor);
  return answer(api.GET(path, { params: { query: query as object }, signal }));
}

async function similarPage(imageId: string, signal: AbortSignal): Promise<GalleryPage> {
  const { images } = await fetchSimilar(imageId, SIMILAR_LIMIT, signal);
  return {
    images,
    total: images.length,
    page: 1,
    limit: SIMILAR_LIMIT,
    hasNext: false,
    hasPrev: false,
    nextCursor: null,
  };
}

const fetchSimilar = (imageId: string, limit: number, signal: AbortSignal) =>
  answer(
    api.GET("/search/images/{imageId}/similar", { params: { path: { imageId }, query: { limit } }, signal }),
  );

export const fetchImage = (imageId: string, signal?: AbortSignal): Promise<VersionedImage> =>
  versioned(api.GET("/images/{imageId}", { params: { path: { imageId } }, signal: signal ?? null }));

export const imageQuery = (imageId: string) =>
  queryOptions({
    queryKey: ["image", imageId],
    queryFn: ({ signal }) => fetchImage(imageId, signal),
    staleTime: 30_000,
  });

export const similarQuery = (imageId: string, limit: number) =>
  queryOptions({
    queryKey: ["similar", imageId, limit],
    queryFn: ({ signal }) => fetchSimilar(imageId, limit, signal),
    staleTime: 300_000,
    retry: false,
  });

export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: ({ signal }) => answer(api.GET("/auth/me", { signal })),
});

/** Put a newer version of an image wherever the page shows it. */
export function replaceImage(client: QueryClient, image: VersionedImage): void {
  client.setQueryData(imageQuery(image.id).queryKey, image);
  mapLists(client, (images) => images.map((each) => (each.id === image.id ? { ...each, ...image } : each)));
}

const renewed = new Map<string, number>();
const RENEWAL_MS = 60_000;

/** Get an image anew whose links have ended, at most once a minute. */
export async function renewLinks(client: QueryClient, imageId: string): Promise<void> {
  const last = renewed.get(imageId) ?? -Infinity;
  if (performance.now() - last < RENEWAL_MS) return;
  renewed.set(imageId, performance.now());
  const image = await client
    .fetchQuery({ ...imageQuery(imageId), staleTime: 0, retry: false })
    .catch(() => undefined);
  if (image) replaceImage(client, image);
}

export function findImage(client: QueryClient, imageId: string): VersionedImage | undefined {
  const single = client.getQueryData(imageQuery(imageId).queryKey);
  if (single) return single;
  for (const [, gallery] of client.getQueriesData<Gallery>({ queryKey: ["images"] })) {
    for (const page of gallery?.pages ?? []) {
      const found = page.images.find((each) => each.id === imageId);
      if (found) return found;
    }
  }
  return undefined;
}

/** Take images out of every list, at once. */
export function dropImages(client: QueryClient, ids: ReadonlySet<string>): void {
  mapLists(client, (images) => images.filter((image) => !ids.has(image.id)));
  for (const id of ids) client.removeQueries({ queryKey: ["image", id] });
}

/** Show a new image at the top of the newest-first list. */
export function addImage(client: QueryClient, search: Search, image: Image): void {
  client.setQueryData<Gallery>(galleryKey(search), (gallery) => {
    const [first, ...rest] = gallery?.pages ?? [];
    if (!gallery || !first) return gallery;
    if (gallery.pages.some((page) => page.images.some((each) => each.id === image.id))) return gallery;
    const grown = { ...first, images: [image, ...first.images], total: first.total + 1 };
    return { ...gallery, pages: [grown, ...rest] };
  });
}

function mapLists(client: QueryClient, change: (images: readonly Listed[]) => readonly Listed[]): void {
  client.setQueriesData<Gallery>({ queryKey: ["images"] }, (gallery) => {
    if (!gallery) return gallery;
    const pages = gallery.pages.map((page) => {
      const images = change(page.images);
      return { ...page, images, total: page.total - (page.images.length - images.length) };
    });
    return { ...gallery, pages };
  });
}

/** Every image of a search, page after page. */
export async function fetchAll(search: Search): Promise<Listed[]> {
  const { signal } = new AbortController();
  const images: Listed[] = [];
  let cursor: string | undefined;
  do {
    const page = await fetchPage(search, cursor, signal);
    images.push(...page.images);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return images;
}
