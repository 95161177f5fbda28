import { useQuery } from "@tanstack/react-query";

import type { Image } from "../api/client";
import { imagePath, openImage, openSearch } from "../app/location";
import { isUnfinished } from "../images/processing";
import { similarQuery } from "../images/queries";
import { altOf } from "../images/words";
import { EVERYTHING, type Search } from "../search/search";
import { Button } from "../ui/controls";

const SHOWN = 8;

/** A few pictures like this one, and the way to more. */
export function SimilarStrip({ image, search }: { image: Image; search: Search }) {
  const comparable = !isUnfinished(image) && Boolean(image.links.preview);
  const { data } = useQuery({ ...similarQuery(image.id, SHOWN), enabled: comparable });
  const likes = data?.images.filter(({ links }) => links.thumbnail) ?? [];
  if (likes.length === 0) return null;
  return (
    <section>
      <h3>Similar pictures</h3>
      <ul className="similar">
        {likes.map((like) => (
          <li key={like.id}>
            <a
              href={imagePath(like.id, search)}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                openImage(like.id, search);
              }}
            >
              <img
                src={like.links.thumbnail ?? undefined}
                alt={altOf(like)}
                loading="lazy"
                width={96}
                height={96}
              />
              {like.nearDuplicate && <span className="similar-same">Nearly the same</span>}
            </a>
          </li>
        ))}
      </ul>
      <Button icon="similar" onClick={() => openSearch({ ...EVERYTHING, similar: image.id })}>
        Show more like this
      </Button>
    </section>
  );
}
