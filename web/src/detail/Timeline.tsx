import type { Image, Schemas } from "../api/client";
import { momentOf } from "../images/words";
import { Button } from "../ui/controls";

const NAMES = { renditions: "Previews and colours", analysis: "Description and tags", embedding: "Likeness" };
const STATES = { pending: "waiting", completed: "done", failed: "failed", skipped: "left out" };

/** How the analysis went, step by step. */
export function Timeline({
  image,
  onReprocess,
  busy,
}: {
  image: Image;
  onReprocess: () => void;
  busy: boolean;
}) {
  return (
    <details className="timeline">
      <summary>How it was analysed</summary>
      <ol>
        {image.stages.map((stage) => (
          <li key={stage.name} data-status={stage.status}>
            <strong>{NAMES[stage.name]}</strong>
            <span className="soft">{outcomeOf(stage)}</span>
            {stage.error && <span className="timeline-error">{stage.error}</span>}
          </li>
        ))}
      </ol>
      <Button icon="refresh" disabled={busy} onClick={onReprocess}>
        Analyse again
      </Button>
    </details>
  );
}

function outcomeOf({ status, attempts, durationMs, finishedAt, modelVersion }: Schemas["Stage"]): string {
  const parts = [
    STATES[status],
    durationMs === null ? "" : `in ${durationMs} ms`,
    attempts > 1 ? `after ${attempts} tries` : "",
    finishedAt ? momentOf(finishedAt) : "",
    modelVersion ? `model ${modelVersion}` : "",
  ];
  return parts.filter(Boolean).join(", ");
}
