/** What stands where the pictures would be. */
import { asProblem } from "../api/problem";
import { EVERYTHING, type Search } from "../search/search";
import { Button } from "../ui/controls";
import { UploadButton } from "../upload/UploadButton";
import { openSearch } from "./location";

const SKELETONS = [1.5, 0.75, 1.33, 1.5, 1, 1.78, 0.8, 1.5, 1.33, 1.5, 0.67, 1.5, 1.4, 1.1];

export function SkeletonGrid() {
  return (
    <div className="skeletons" role="status" aria-label="Loading your pictures">
      {SKELETONS.map((aspect, index) => (
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} style={{ flexGrow: aspect, aspectRatio: aspect }} />
      ))}
    </div>
  );
}

export function EmptyGallery() {
  return (
    <section className="state">
      <div className="state-art" aria-hidden="true">
        <span />
        <span />
        <span />
      </div>
      <h2>Room for your first picture</h2>
      <p>Drop pictures anywhere on this page, paste one, or choose them. They stay yours alone.</p>
      <UploadButton label="Choose pictures" />
    </section>
  );
}

export function NothingFound({ search }: { search: Search }) {
  return (
    <section className="state">
      <h2>No picture fits{search.q ? ` “${search.q}”` : ""}</h2>
      <p>Try fewer words, another colour, or a wider range of dates.</p>
      <Button onClick={() => openSearch(EVERYTHING)}>Show all pictures</Button>
    </section>
  );
}

const FAILURES: Record<number, string> = {
  0: "No connection",
  400: "This search cannot be answered",
  404: "The picture to compare with is not here",
  409: "The picture to compare with is not analysed yet",
  429: "That was a little too fast",
};

/** Trying again helps against what passes; against a search that cannot be, only another one does. */
export function LoadFailed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const problem = asProblem(error);
  return (
    <section className="state" role="alert">
      <h2>{FAILURES[problem.status] ?? "The pictures could not be loaded"}</h2>
      <p>{problem.message}</p>
      {problem.status === 400 || problem.status === 404 ? (
        <Button onClick={() => openSearch(EVERYTHING)}>Show all pictures</Button>
      ) : (
        <Button icon="refresh" onClick={onRetry}>
          Try again
        </Button>
      )}
    </section>
  );
}
