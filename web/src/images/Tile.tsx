import { useQueryClient } from "@tanstack/react-query";
import { memo, useEffect, useState, type MouseEvent } from "react";

import { Icon } from "../ui/Icon";
import { localPreviews } from "../upload/previews";
import { useStore } from "../ui/store";
import { placeholderUrl } from "./placeholder";
import { isUnfinished } from "./processing";
import { renewLinks, type Listed } from "./queries";
import { altOf, reasonOf } from "./words";

const SETTLE_MS = 120;
const shownBefore = new Set<string>();
let lastScroll = 0;
addEventListener("scroll", () => (lastScroll = performance.now()), { passive: true });

interface TileProps {
  image: Listed;
  left: number;
  width: number;
  height: number;
  href: string;
  active: boolean;
  selected: boolean;
  selecting: boolean;
  onOpen: (id: string) => void;
  onSelect: (id: string, range: boolean) => void;
  onActivate: (id: string) => void;
}

export const Tile = memo(function Tile(props: TileProps) {
  const { image, left, width, height, href, active, selected, selecting, onOpen, onSelect, onActivate } =
    props;
  const click = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    if (selecting || event.shiftKey) onSelect(image.id, event.shiftKey);
    else onOpen(image.id);
  };
  const tabIndex = active ? 0 : -1;
  return (
    <div className="tile" data-selected={selected || undefined} style={{ left, width, height }}>
      <a
        className="tile-link"
        id={`tile-${image.id}`}
        href={href}
        tabIndex={tabIndex}
        onClick={click}
        onFocus={() => onActivate(image.id)}
        draggable={false}
      >
        <Picture image={image} width={width} height={height} />
        {image.matched && image.matched.length > 0 && (
          <span className="tile-reason">{image.matched.slice(0, 2).map(reasonOf).join(" · ")}</span>
        )}
      </a>
      <button
        type="button"
        role="checkbox"
        className="tile-check"
        aria-checked={selected}
        aria-label={`Select ${altOf(image)}`}
        tabIndex={tabIndex}
        onClick={(event) => onSelect(image.id, event.shiftKey)}
      >
        <Icon name="check" />
      </button>
      {image.favorite && (
        <span className="tile-heart">
          <Icon name="heart" filled />
          <span className="visually-hidden">Favourite</span>
        </span>
      )}
      {isUnfinished(image) && <span className="tile-status">Analysing…</span>}
      {image.status === "failed" && (
        <span className="tile-status" data-tone="problem">
          <Icon name="alert" /> Not analysed
        </span>
      )}
    </div>
  );
});

/** The picture itself. While the page flies past, only its placeholder is drawn. */
function Picture({ image, width, height }: Pick<TileProps, "image" | "width" | "height">) {
  const client = useQueryClient();
  const local = useStore(localPreviews).get(image.id);
  const source = local?.url ?? sourceFor(image, width, height);
  const known = source !== undefined && shownBefore.has(keyOf(source));
  const [wanted, setWanted] = useState(() => known || performance.now() - lastScroll > SETTLE_MS);
  const [loaded, setLoaded] = useState(known);

  useEffect(() => {
    if (wanted) return undefined;
    const timer = setTimeout(() => setWanted(true), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [wanted]);

  const placeholder = placeholderUrl(image.placeholder);
  const background = placeholder ? `center / 100% 100% url(${placeholder})` : image.colors[0]?.hex;
  return (
    <span className="tile-picture" style={{ background }} data-empty={!placeholder || undefined}>
      <img
        src={wanted ? source : undefined}
        alt={altOf(image)}
        decoding="async"
        data-loaded={loaded || undefined}
        onError={() => void renewLinks(client, image.id)}
        onLoad={() => {
          if (source !== undefined) shownBefore.add(keyOf(source));
          setLoaded(true);
        }}
      />
    </span>
  );
}

const THUMBNAIL_SIDE = 300;
const STRETCH = 1.5;

/** The square thumbnail for a square tile that it is sharp enough for; else the preview, which is whole. */
function sourceFor(image: Listed, width: number, height: number): string | undefined {
  const { thumbnail, preview } = image.links;
  const square = Math.abs(width - height) <= 1;
  const sharp = width * devicePixelRatio <= THUMBNAIL_SIDE * STRETCH;
  return (square && sharp ? thumbnail : preview) ?? undefined;
}

/** Signatures change; the picture behind the path does not. */
const keyOf = (url: string): string => url.split("?", 1)[0] ?? url;
