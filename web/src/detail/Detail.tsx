import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";

import { closeImage, openImage, useTitle } from "../app/location";
import { asProblem, type Problem } from "../api/problem";
import { useFavorite } from "../images/edits";
import { findImage, imageQuery, type Listed } from "../images/queries";
import { removeImages } from "../images/removal";
import type { Search } from "../search/search";
import { Button, IconButton } from "../ui/controls";
import { DownloadLink } from "./DownloadLink";
import { Facts } from "./Facts";
import { Picture } from "./Picture";
import { useDetailKeys } from "./useDetailKeys";

interface DetailProps {
  id: string;
  /** The images around it, in order. */
  images: readonly Listed[];
  search: Search;
  /** Called when the end of `images` comes near and there are more. */
  onNearEnd: (() => void) | undefined;
}

/** One picture, large, with all that is known of it. */
export function Detail({ id, images, search, onNearEnd }: DetailProps) {
  const client = useQueryClient();
  const frame = useRef<HTMLDivElement>(null);
  const [panel, setPanel] = useState(true);
  const { data: image, error } = useQuery({
    ...imageQuery(id),
    placeholderData: () => findImage(client, id),
  });
  const setFavorite = useFavorite();
  useTitle(image?.filename ?? "Picture");

  const at = images.findIndex((each) => each.id === id);
  const before = images[at - 1];
  const after = at >= 0 ? images[at + 1] : undefined;
  useEffect(() => {
    if (at >= 0 && at > images.length - 5) onNearEnd?.();
  }, [at, images.length, onNearEnd]);
  const tint = image?.colors[0]?.hex;
  useEffect(() => {
    const { style } = document.documentElement;
    if (tint) style.setProperty("--tint", tint);
    return () => void style.removeProperty("--tint");
  }, [tint]);
  useEffect(() => {
    frame.current?.focus({ preventScroll: true });
    document.documentElement.dataset["overlay"] = "true";
    return () => {
      delete document.documentElement.dataset["overlay"];
    };
  }, []);

  const close = useCallback(() => {
    closeImage(search);
    requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(`tile-${id}`)?.focus()));
  }, [id, search]);
  const step = useCallback(
    (direction: 1 | -1) => {
      const next = direction > 0 ? after : before;
      if (next) openImage(next.id, search);
    },
    [after, before, search],
  );
  const remove = (): void => {
    const next = after ?? before;
    removeImages(client, [id]);
    if (next) openImage(next.id, search);
    else close();
  };
  const favorite = (): void => image && setFavorite([image], !image.favorite);
  useDetailKeys({ close, step, remove, favorite, togglePanel: () => setPanel((shown) => !shown) });

  return (
    <div
      ref={frame}
      className="detail"
      role="dialog"
      aria-modal="true"
      aria-label={image?.filename ?? "Picture"}
      tabIndex={-1}
      data-panel={panel}
    >
      <header className="detail-bar">
        <IconButton icon="left" label="Back to the gallery" onClick={close} />
        <span className="detail-name">{image?.filename}</span>
        {image && (
          <>
            <IconButton
              icon="heart"
              filled={image.favorite}
              label="Favourite"
              aria-pressed={image.favorite}
              onClick={favorite}
            />
            <DownloadLink image={image} />
            <IconButton icon="trash" label="Delete" onClick={remove} />
          </>
        )}
        <IconButton icon="info" label="Details" aria-pressed={panel} onClick={() => setPanel(!panel)} />
      </header>
      <div className="detail-stage">
        {image && <Picture key={image.id} image={image} neighbours={[after, before]} onStep={step} />}
        {error && !image && <NotShown problem={asProblem(error)} onClose={close} />}
        {before && (
          <IconButton
            className="step step-back"
            icon="left"
            label="Previous picture"
            onClick={() => step(-1)}
          />
        )}
        {after && (
          <IconButton className="step step-on" icon="right" label="Next picture" onClick={() => step(1)} />
        )}
      </div>
      {image && panel && <Facts key={image.id} image={image} hit={images[at]} search={search} />}
    </div>
  );
}

function NotShown({ problem, onClose }: { problem: Problem; onClose: () => void }) {
  return (
    <section className="state" role="alert">
      <h2>{problem.status === 404 ? "This picture is not here" : "This picture could not be loaded"}</h2>
      <p>{problem.message}</p>
      <Button onClick={onClose}>Back to the gallery</Button>
    </section>
  );
}
