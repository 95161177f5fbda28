import type { VersionedImage } from "../api/client";
import { isUnfinished } from "../images/processing";
import { useReprocess } from "../images/edits";
import type { Listed } from "../images/queries";
import { reasonOf } from "../images/words";
import type { Search } from "../search/search";
import { Button } from "../ui/controls";
import { Icon } from "../ui/Icon";
import { ColorStrip } from "./ColorStrip";
import { Description } from "./Description";
import { FileFacts } from "./FileFacts";
import { FoundText } from "./FoundText";
import { SimilarStrip } from "./SimilarStrip";
import { TagEditor } from "./TagEditor";
import { Timeline } from "./Timeline";

/** All that is known of a picture, and what can be changed of it. */
export function Facts({
  image,
  hit,
  search,
}: {
  image: VersionedImage;
  hit: Listed | undefined;
  search: Search;
}) {
  const reprocess = useReprocess();
  return (
    <aside className="facts" aria-label="Details">
      {image.status === "failed" && (
        <div className="notice" data-tone="problem" role="alert">
          <Icon name="alert" />
          <p>{image.error ?? "This picture could not be analysed."}</p>
          <Button icon="refresh" disabled={reprocess.isPending} onClick={() => reprocess.mutate(image.id)}>
            Try again
          </Button>
        </div>
      )}
      {isUnfinished(image) && (
        <p className="notice" role="status">
          <Icon name="clock" /> Being analysed: description, tags and colours appear here by themselves.
        </p>
      )}
      <Description image={image} />
      {hit?.matched && hit.matched.length > 0 && (
        <section>
          <h3>Why it was found</h3>
          <ul className="reasons">
            {hit.matched.map((match) => (
              <li key={reasonOf(match)}>{reasonOf(match)}</li>
            ))}
          </ul>
        </section>
      )}
      <TagEditor image={image} />
      {image.colors.length > 0 && <ColorStrip image={image} />}
      {image.text && <FoundText text={image.text} />}
      <SimilarStrip image={image} search={search} />
      <FileFacts image={image} />
      <Timeline image={image} onReprocess={() => reprocess.mutate(image.id)} busy={reprocess.isPending} />
    </aside>
  );
}
