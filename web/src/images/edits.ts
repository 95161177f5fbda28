/** What people change about images: shown at once, taken back if the API refuses. */
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { answer, api, type Image, type Schemas } from "../api/client";
import { complain, toast } from "../ui/toasts";
import { watchProcessing } from "./processing";
import { findImage, replaceImage } from "./queries";

const EDIT = ["edit"];

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

export function useFavorite() {
  const edit = useEditImage();
  return (images: readonly Image[], favorite: boolean): void => {
    for (const image of images) if (image.favorite !== favorite) edit.mutate({ image, change: { favorite } });
  };
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
