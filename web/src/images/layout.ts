/** A justified layout: rows of even height that fill the width, as in a book of photographs. */

export interface Sized {
  width: number | null;
  height: number | null;
}

export interface Placed<T> {
  image: T;
  /** Pixels from the left edge of the row. */
  left: number;
  width: number;
}

export interface Row<T> {
  height: number;
  tiles: Placed<T>[];
}

const NARROWEST = 0.5;
const WIDEST = 3;

/** Width by height, kept within what a row can show; 4:3 while the size is not known. */
export const aspectOf = ({ width, height }: Sized): number =>
  width && height ? Math.min(WIDEST, Math.max(NARROWEST, width / height)) : 4 / 3;

/**
 * Rows for `images` in a container of `width` pixels, near `target` pixels high, `gap` pixels apart.
 * A row ends where its height comes closest to the target; the last one is never stretched beyond it.
 */
export function justify<T extends Sized>(
  images: readonly T[],
  width: number,
  target: number,
  gap: number,
): Row<T>[] {
  const rows: Row<T>[] = [];
  let row: T[] = [];
  let sum = 0;
  for (const image of images) {
    const aspect = aspectOf(image);
    if (row.length > 0) {
      const without = rowHeight(width, row.length, sum, gap);
      const along = rowHeight(width, row.length + 1, sum + aspect, gap);
      if (along < target && without - target < target - along) {
        rows.push(place(row, width, without, gap));
        [row, sum] = [[], 0];
      }
    }
    row.push(image);
    sum += aspect;
    if (rowHeight(width, row.length, sum, gap) <= target) {
      rows.push(place(row, width, rowHeight(width, row.length, sum, gap), gap));
      [row, sum] = [[], 0];
    }
  }
  if (row.length > 0)
    rows.push(place(row, width, Math.min(target, rowHeight(width, row.length, sum, gap)), gap));
  return rows;
}

const rowHeight = (width: number, count: number, aspects: number, gap: number): number =>
  (width - gap * (count - 1)) / aspects;

function place<T extends Sized>(images: readonly T[], width: number, height: number, gap: number): Row<T> {
  let left = 0;
  const tiles = images.map((image) => {
    const start = Math.round(left);
    left += aspectOf(image) * height;
    const placed = { image, left: start, width: Math.min(Math.round(left), width) - start };
    left += gap;
    return placed;
  });
  return { height: Math.round(height), tiles };
}
