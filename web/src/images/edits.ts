/** What people change about images: shown at once, taken back if the API refuses. */
import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { answer, api, versioned, type Image, type Schemas, type VersionedImage } from "../api/client";
import { asProblem, Problem } from "../api/problem";
import { complain, toast } from "../ui/toasts";
import { watchProcessing } from "./processing";
import { findImage, fetchImage, imageQuery, replaceImage } from "./queries";
import { rebase, type Change } from "./rebase";

const EDIT = ["edit"];
/** What the API takes in one call. */
const MOST_AT_ONCE = 100;
/** How often a change is tried anew while the analysis or another tab changes the same picture. */
const MOST_TRIES = 4;

interface Edit {
  /** The image as it was when the person began. */
  image: VersionedImage;
  change: Change;
}

export function useEditImage() {
  const client = useQueryClient();
  return useMutation({
    mutationKey: EDIT,
    // One after the other, so that the last word of a person is the last that the API hears.
    scope: { id: "edit" },
    mutationFn: ({ image, change }: Edit) => save(image, change),
    onMutate: ({ image, change }) => {
      const before = findImage(client, image.id) ?? image;
      replaceImage(client, { ...before, ...shown(before, change) });
      return before;
    },
    onSuccess: (image) => {
      if (client.isMutating({ mutationKey: EDIT }) === 1) replaceImage(client, image);
    },
    onError: (error, _edit, before) => {
      if (error instanceof Conflict) replaceImage(client, error.latest);
      else if (before) replaceImage(client, before);
      complain(error);
    },
  });
}

/** Somebody else changed the same words meanwhile. */
export class Conflict extends Error {
  readonly latest: VersionedImage;

  constructor(latest: VersionedImage) {
    super("This picture was changed elsewhere meanwhile, so nothing was overwritten.");
    this.latest = latest;
  }
}

/** Save a change of the image as a person saw it. Raises Conflict where others changed the same. */
async function save(image: VersionedImage, change: Change): Promise<VersionedImage> {
  let [seen, wanted] = [image, change];
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (seen.version === undefined || tries > 0) {
      const latest = await fetchImage(image.id);
      const rebased = rebase(change, image, latest);
      if (!rebased) throw new Conflict(latest);
      [seen, wanted] = [latest, rebased];
    }
    try {
      return await patch(seen, wanted);
    } catch (error) {
      if (asProblem(error).status !== 412) throw error;
    }
  }
  throw new Problem("This picture keeps changing. Please try again in a moment.", 412);
}

const patch = ({ id, version }: VersionedImage, change: Change): Promise<VersionedImage> =>
  versioned(
    api.PATCH("/images/{imageId}", {
      params: { path: { imageId: id }, header: version === undefined ? {} : { "if-match": version } },
      body: change as Schemas["ImageEdit"],
    }),
  );

function shown(image: Image, change: Change): Partial<Image> {
  const { tags, ...rest } = change;
  const named = (name: string): Schemas["Tag"] =>
    image.tags.find((tag) => tag.name === name) ?? { name, confidence: 1, source: "user" };
  return { ...(rest as Partial<Image>), ...(tags ? { tags: tags.map(named) } : {}) };
}

/** Mark images as favourites or not, all in one call. */
export function useFavorite() {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationKey: EDIT,
    scope: { id: "edit" },
    mutationFn: ({ ids, favorite }: { ids: string[]; favorite: boolean }) =>
      answer(api.POST("/images/edit", { body: { ids, edit: { favorite } } })),
    onSuccess: ({ results }) => {
      for (const { id, image, problem } of results) {
        if (image) replaceImage(client, image);
        else void client.invalidateQueries(imageQuery(id));
        if (problem) complain(new Error(problem.detail));
      }
    },
    onError: (error, { ids, favorite }) => {
      mark(client, ids, !favorite);
      complain(error);
    },
  });
  return (images: readonly Image[], favorite: boolean): void => {
    const ids = images.filter((image) => image.favorite !== favorite).map(({ id }) => id);
    mark(client, ids, favorite);
    for (let start = 0; start < ids.length; start += MOST_AT_ONCE) {
      mutate({ ids: ids.slice(start, start + MOST_AT_ONCE), favorite });
    }
  };
}

function mark(client: QueryClient, ids: readonly string[], favorite: boolean): void {
  for (const id of ids) {
    const image = findImage(client, id);
    if (image) replaceImage(client, { ...image, favorite });
  }
}

export function useReprocess() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (imageId: string) =>
      answer(api.POST("/images/{imageId}/reprocess", { params: { path: { imageId } } })),
    onSuccess: (image) => {
      replaceImage(client, image);
      watchProcessing(client);
      toast("The picture is being looked at again.");
    },
    onError: complain,
  });
}
