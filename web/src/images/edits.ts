/** What people change about images: shown at once, taken back if the API refuses. */
import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";

import { answer, api, type Image, type Schemas } from "../api/client";
import { complain, toast } from "../ui/toasts";
import { watchProcessing } from "./processing";
import { findImage, imageQuery, replaceImage } from "./queries";

const EDIT = ["edit"];
/** What the API takes in one call. */
const MOST_AT_ONCE = 100;

interface Edit {
  image: Image;
  change: Partial<Schemas["ImageEdit"]>;
}

export function useEditImage() {
  const client = useQueryClient();
  return useMutation({
    mutationKey: EDIT,
    // One after the other, so that the last word of a person is the last that the API hears.
    scope: { id: "edit" },
    mutationFn: ({ image, change }: Edit) =>
      answer(
        api.PATCH("/images/{imageId}", {
          params: { path: { imageId: image.id } },
          body: change as Schemas["ImageEdit"],
        }),
      ),
    onMutate: ({ image, change }) => {
      const before = findImage(client, image.id) ?? image;
      replaceImage(client, { ...before, ...shown(before, change) });
      return before;
    },
    onSuccess: (image) => {
      if (client.isMutating({ mutationKey: EDIT }) === 1) replaceImage(client, image);
    },
    onError: (error, _edit, before) => {
      if (before) replaceImage(client, before);
      complain(error);
    },
  });
}

function shown(image: Image, change: Edit["change"]): Partial<Image> {
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
