import { useQueryClient } from "@tanstack/react-query";

import { Button, IconButton } from "../ui/controls";
import { useStore } from "../ui/store";
import { useFavorite } from "./edits";
import type { Listed } from "./queries";
import { removeImages } from "./removal";
import { clearSelection, selection } from "./selection";

/** What can be done with the pictures that are picked. */
export function SelectionBar({ images }: { images: readonly Listed[] }) {
  const client = useQueryClient();
  const setFavorite = useFavorite();
  const picked = useStore(selection);
  if (picked.size === 0) return null;

  const members = images.filter(({ id }) => picked.has(id));
  const allFavorite = members.every(({ favorite }) => favorite);
  return (
    <section className="selection-bar" aria-label="Picked pictures">
      <IconButton icon="close" label="Let go of all" onClick={clearSelection} />
      <span role="status">{picked.size} picked</span>
      <Button icon="heart" onClick={() => setFavorite(members, !allFavorite)}>
        {allFavorite ? "Not favourite" : "Favourite"}
      </Button>
      <Button icon="trash" look="danger" onClick={() => removeImages(client, [...picked])}>
        Delete
      </Button>
    </section>
  );
}
