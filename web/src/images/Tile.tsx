import { useQueryClient } from "@tanstack/react-query";
import { memo, useEffect, useRef, useState, type MouseEvent } from "react";

import { Icon } from "../ui/Icon";
import { localPreviews } from "../upload/previews";
import { useStore } from "../ui/store";
import { usePlaceholder } from "./placeholder";
import { isUnfinished } from "./processing";
import { renewLinks, type Listed } from "./queries";
import { sourcesFor } from "./sources";
import { altOf, briefReasonOf } from "./words";

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
  /** Whether it is among the first to be seen. */
  urgent: boolean;
  active: boolean;
  selected: boolean;
  selecting: boolean;
  onOpen: (id: string) => void;
  onSelect: (id: string, range: boolean) => void;
  onActivate: (id: string) => void;
}

type PictureProps = Pick<TileProps, "image" | "width" | "height" | "urgent">;

export const Tile = memo(function Tile(props: TileProps) {
  const { image, left, width, height, href, urgent, active, selected, selecting } = props;
  const { onOpen, onSelect, onActivate } = props;
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
        <Picture image={image} width={width} height={height} urgent={urgent} />
        {image.matched && image.matched.length > 0 && (
          <span className="tile-reason">{image.matched.slice(0, 2).map(briefReasonOf).join(" · ")}</span>
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
function Picture({ image, width, height, urgent }: PictureProps) {
  const client = useQueryClient();
  const local = useStore(localPreviews).get(image.id);
  const sources = local ? { src: local.url } : sourcesFor(image, width, height);
  const [wanted, setWanted] = useState(
    () => shownBefore.has(image.id) || performance.now() - lastScroll > SETTLE_MS,
  );
  const [broken, setBroken] = useState<string>();

  useEffect(() => {
    if (wanted) return undefined;
    const timer = setTimeout(() => setWanted(true), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [wanted]);

  const picture = useRef<HTMLImageElement>(null);
  const placeholder = usePlaceholder(image.placeholder, picture);
  const background = placeholder ? `center / 100% 100% url(${placeholder})` : image.colors[0]?.hex;
  return (
    <span className="tile-picture" style={{ background }}>
      <img
        ref={picture}
        {...(wanted && sources.src !== broken ? sources : {})}
        alt={altOf(image)}
        decoding="async"
        fetchPriority={urgent ? "high" : "auto"}
        onLoad={() => shownBefore.add(image.id)}
        onError={() => {
          setBroken(sources.src);
          void renewLinks(client, image.id);
        }}
      />
    </span>
  );
}
