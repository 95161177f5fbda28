import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type CSSProperties, type PointerEvent } from "react";

import type { Image } from "../api/client";
import { aspectOf } from "../images/layout";
import { placeholderUrl } from "../images/placeholder";
import { renewLinks, type Listed } from "../images/queries";
import { altOf } from "../images/words";
import { IconButton } from "../ui/controls";
import { useStore } from "../ui/store";
import { localPreviews } from "../upload/previews";
import { Objects } from "./Objects";

const SWIPE_PX = 60;

interface PictureProps {
  image: Image;
  /** What may be wanted next: fetched ahead. */
  neighbours: readonly (Listed | undefined)[];
  onStep: (direction: 1 | -1) => void;
}

export function Picture({ image, neighbours, onStep }: PictureProps) {
  const client = useQueryClient();
  const local = useStore(localPreviews).get(image.id);
  const [loaded, setLoaded] = useState(false);
  const [objects, setObjects] = useState(false);
  const swipe = useSwipe(onStep);
  const source = image.links.preview ?? local?.url;

  useEffect(() => {
    if (!loaded) return;
    for (const neighbour of neighbours) {
      if (neighbour?.links.preview) new globalThis.Image().src = neighbour.links.preview;
    }
  }, [loaded, neighbours]);

  const sized = image.width ? image : (local ?? image);
  // The tile is likely to be here from the grid: it stands in until the preview is.
  const standIns = [image.links.tile, placeholderUrl(image.placeholder)].filter(
    (url) => typeof url === "string",
  );
  const style: CSSProperties = {
    "--aspect": sized.width && sized.height ? sized.width / sized.height : aspectOf(sized),
    backgroundImage: standIns.map((url) => `url("${url}")`).join(", "),
    translate: swipe.offset ? `${swipe.offset}px 0` : undefined,
  };
  return (
    <figure className="picture" style={style} {...swipe.handlers}>
      {source && (
        <img
          src={source}
          alt={altOf(image)}
          draggable={false}
          data-loaded={loaded || undefined}
          fetchPriority="high"
          onLoad={() => setLoaded(true)}
          onError={() => void renewLinks(client, image.id)}
        />
      )}
      {image.objects.length > 0 && (
        <>
          <Objects image={image} shown={objects} />
          <IconButton
            icon="objects"
            label="Show what was recognised"
            className="objects-toggle"
            aria-pressed={objects}
            onClick={() => setObjects(!objects)}
          />
        </>
      )}
    </figure>
  );
}

/** Drag sideways with a finger to go on or back. */
function useSwipe(onStep: (direction: 1 | -1) => void) {
  const start = useRef<{ x: number; y: number } | undefined>(undefined);
  const [offset, setOffset] = useState(0);
  const end = (): void => {
    if (Math.abs(offset) > SWIPE_PX) onStep(offset < 0 ? 1 : -1);
    start.current = undefined;
    setOffset(0);
  };
  const handlers = {
    onPointerDown(event: PointerEvent) {
      if (event.pointerType === "touch" && event.isPrimary)
        start.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove(event: PointerEvent) {
      if (start.current && event.isPrimary) setOffset(event.clientX - start.current.x);
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
  return { offset, handlers };
}
