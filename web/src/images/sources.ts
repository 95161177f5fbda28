/** Which rendition of an image fits a place. */
import type { Image } from "../api/client";

/** The pixels of their long sides: of a tile where the original has as many, of a preview at least. */
const TILE_SIDE = 640;
const PREVIEW_SIDE = 1280;

type Sized = Pick<Image, "width" | "height" | "links">;

/** What an `img` of so many CSS pixels loads: the tile, or the preview where the screen can show more. */
export function sourcesFor({ links, width, height }: Sized, shownWidth: number, shownHeight: number) {
  const { tile, preview } = links;
  if (!tile || !preview || !width || !height) return { src: tile ?? preview ?? undefined };
  const share = width / Math.max(width, height);
  const widths = `${tile} ${Math.round(TILE_SIDE * share)}w, ${preview} ${Math.round(PREVIEW_SIDE * share)}w`;
  // The picture covers its place, so that it may be wider than what is seen of it.
  const covering = Math.max(shownWidth, (shownHeight * width) / height);
  return { src: tile, srcSet: widths, sizes: `${Math.round(covering)}px` };
}
