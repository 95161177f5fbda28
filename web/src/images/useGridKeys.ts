import { useQueryClient } from "@tanstack/react-query";
import type { KeyboardEvent } from "react";

import { shortcuts } from "../app/preferences";
import { useFavorite } from "./edits";
import type { Line } from "./Grid";
import type { Listed } from "./queries";
import { removeImages } from "./removal";
import { clearSelection, selection } from "./selection";

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

/** The image that a key leads to from the active one, and its line. */
export function step(
  lines: readonly Line[],
  active: string,
  key: string,
): { id: string; line: number } | undefined {
  const at = lines.findIndex(
    (line) => "tiles" in line && line.tiles.some(({ image }) => image.id === active),
  );
  const row = lines[at];
  if (!row || !("tiles" in row)) return undefined;
  const column = row.tiles.findIndex(({ image }) => image.id === active);
  if (key === "ArrowRight") return tileAt(lines, at, column + 1) ?? neighbour(lines, at, 1, () => 0);
  if (key === "ArrowLeft") return tileAt(lines, at, column - 1) ?? neighbour(lines, at, -1, (last) => last);
  if (key === "ArrowDown" || key === "ArrowUp") {
    const here = row.tiles[column];
    const middle = here ? here.left + here.width / 2 : 0;
    return neighbour(lines, at, key === "ArrowDown" ? 1 : -1, (_last, tiles) => {
      const index = tiles.findIndex(({ left, width }) => left + width >= middle);
      return index < 0 ? tiles.length - 1 : index;
    });
  }
  if (key === "Home") return neighbour(lines, -1, 1, () => 0);
  if (key === "End") return neighbour(lines, lines.length, -1, (last) => last);
  return undefined;
}

type Tiles = Extract<Line, { tiles: unknown }>["tiles"];

function tileAt(
  lines: readonly Line[],
  line: number,
  column: number,
): { id: string; line: number } | undefined {
  const row = lines[line];
  const tile = row && "tiles" in row ? row.tiles[column] : undefined;
  return tile && { id: tile.image.id, line };
}

function neighbour(
  lines: readonly Line[],
  from: number,
  direction: 1 | -1,
  pick: (last: number, tiles: Tiles) => number,
): { id: string; line: number } | undefined {
  for (let line = from + direction; line >= 0 && line < lines.length; line += direction) {
    const row = lines[line];
    if (row && "tiles" in row) return tileAt(lines, line, pick(row.tiles.length - 1, row.tiles));
  }
  return undefined;
}
