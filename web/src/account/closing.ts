/** Closing one's account, and taking along what is known of one's pictures. */
import { useMutation } from "@tanstack/react-query";

import { answer, api, type Schemas } from "../api/client";
import { session } from "../auth/session";
import { saveAs } from "../ui/saveAs";
import { complain } from "../ui/toasts";

const FAREWELL = "Your account is being closed. Everything in it is deleted, which may take a few minutes.";
const PAGE_SIZE = 500;

export const useCloseAccount = () =>
  useMutation({
    mutationFn: () => answer(api.DELETE("/auth/me")),
    onSuccess: () => session.signOut(FAREWELL),
    onError: complain,
  });

export const useExport = () =>
  useMutation({
    mutationFn: exportImages,
    onSuccess: (images) => {
      const text = JSON.stringify({ images }, null, 2);
      saveAs("gallery.json", new Blob([text], { type: "application/json" }));
    },
    onError: complain,
  });

/** All that the gallery knows of one's pictures, page after page. */
async function exportImages(): Promise<Schemas["ImageFields"][]> {
  const images: Schemas["ImageFields"][] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = {
      limit: PAGE_SIZE,
      ...(cursor === null ? {} : { cursor }),
    };
    const page: Schemas["Export"] = await answer(api.GET("/images/export", { params: { query } }));
    images.push(...page.images);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return images;
}
