import { useQueryClient } from "@tanstack/react-query";
import type { KeyboardEvent } from "react";

import { shortcuts } from "../app/preferences";
import { useFavorite } from "./edits";
import type { Line } from "./Grid";
import type { Listed } from "./queries";
import { removeImages } from "./removal";
import { clearSelection, selection } from "./selection";
import { step } from "./steps";

interface GridKeys {
  lines: readonly Line[];
  images: readonly Listed[];
  active: string | undefined;
  focus: (id: string, line: number) => void;
  select: (id: string, range: boolean) => void;
}

/** Arrow keys walk the grid; letters act on the picture in focus, or on all that are picked. */
export function useGridKeys({ lines, images, active, focus, select }: GridKeys) {
  const client = useQueryClient();
  const setFavorite = useFavorite();
  return (event: KeyboardEvent): void => {
    if (!active || event.metaKey || event.ctrlKey || event.altKey) return;
    const target = step(lines, active, event.key);
    if (target) focus(target.id, target.line);
    else if (event.key === "Escape") clearSelection();
    else if (event.key === "x" && shortcuts.get()) select(active, false);
    else if (event.key === "X" && shortcuts.get()) select(active, true);
    else if (event.key === "Delete" || event.key === "Backspace") removeImages(client, chosen(active));
    else if (event.key === "f" && shortcuts.get()) {
      const ids = new Set(chosen(active));
      const members = images.filter((image) => ids.has(image.id));
      setFavorite(members, !members.every((image) => image.favorite));
    } else return;
    event.preventDefault();
  };
}

const chosen = (active: string): string[] => (selection.get().size ? [...selection.get()] : [active]);
