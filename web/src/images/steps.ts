/** Where the arrow keys lead in a grid of unequal tiles. */
import type { Line } from "./Grid";

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
