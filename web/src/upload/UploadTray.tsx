import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import type { Image } from "../api/client";
import { openImage, useOpenSearch } from "../app/location";
import { useReprocess } from "../images/edits";
import { isUnfinished } from "../images/processing";
import { imageQuery } from "../images/queries";
import { count, sizeOf } from "../images/words";
import { Button, IconButton } from "../ui/controls";
import { Icon } from "../ui/Icon";
import { useStore } from "../ui/store";
import {
  cancelUploads,
  clearSettled,
  dropUpload,
  isActive,
  retryUploads,
  uploads,
  type Upload,
} from "./queue";

const STAYS_MS = 5000;

/** What is on its way, and how far. Once all is well, it goes away by itself. */
export function UploadTray() {
  const client = useQueryClient();
  const all = useStore(uploads);
  const [folded, setFolded] = useState(false);
  const { unfinished, troubled } = useAnalysis(all);
  const active = all.filter(isActive);
  const failed = new Set(all.filter(({ state }) => state === "failed").map(({ id }) => id));
  const wrong = troubled + all.filter(({ state }) => state === "failed" || state === "refused").length;
  const settled = all.length > 0 && active.length + unfinished + wrong === 0;
  useEffect(() => {
    if (!settled) return undefined;
    const timer = setTimeout(clearSettled, STAYS_MS);
    return () => clearTimeout(timer);
  }, [settled]);
  if (all.length === 0) return null;

  const title = titleOf(active.length, unfinished, wrong);
  return (
    <section className="tray" aria-label="Uploads">
      <header className="tray-head">
        <h2>{title}</h2>
        <span className="visually-hidden" role="status">
          {title}
        </span>
        <IconButton
          icon="down"
          label={folded ? "Show the files" : "Hide the files"}
          aria-expanded={!folded}
          className={folded ? "tray-fold flipped" : "tray-fold"}
          onClick={() => setFolded(!folded)}
        />
        {active.length === 0 && <IconButton icon="close" label="Close" onClick={clearSettled} />}
      </header>
      {active.length > 0 && <progress aria-label="All files" max={1} value={shareSent(all)} />}
      {!folded && (
        <ul className="tray-list">
          {all.map((upload) => (
            <UploadRow
              key={upload.id}
              upload={upload}
              onRetry={() => retryUploads(client, new Set([upload.id]))}
            />
          ))}
        </ul>
      )}
      {(failed.size > 1 || active.length > 1) && (
        <footer className="tray-foot">
          {failed.size > 1 && (
            <Button icon="refresh" onClick={() => retryUploads(client, failed)}>
              Try all again
            </Button>
          )}
          {active.length > 1 && <Button onClick={cancelUploads}>Cancel all</Button>}
        </footer>
      )}
    </section>
  );
}

/** How many of the pictures sent are still being analysed, and how many could not be. */
function useAnalysis(all: readonly Upload[]): { unfinished: number; troubled: number } {
  const ids = [...new Set(all.flatMap(({ imageId }) => imageId ?? []))];
  return useQueries({
    queries: ids.map((id) => ({ ...imageQuery(id), enabled: false })),
    combine: (results) => ({
      unfinished: results.filter(({ data }) => data && isUnfinished(data)).length,
      troubled: results.filter(({ data }) => data?.status === "failed").length,
    }),
  });
}

function titleOf(active: number, unfinished: number, wrong: number): string {
  if (active) return `Adding ${count(active, "picture")}`;
  if (unfinished) return `Analysing ${count(unfinished, "picture")}`;
  return wrong ? `${count(wrong, "picture")} could not be added` : "All pictures are in";
}

function shareSent(all: readonly Upload[]): number {
  const bytes = all.reduce((sum, { file }) => sum + file.size, 0);
  const sent = all.reduce(
    (sum, upload) => sum + upload.file.size * (isActive(upload) ? upload.progress : 1),
    0,
  );
  return bytes ? sent / bytes : 0;
}

function UploadRow({ upload, onRetry }: { upload: Upload; onRetry: () => void }) {
  const { file, state, progress, preview, imageId } = upload;
  const search = useOpenSearch();
  const reprocess = useReprocess();
  const { data: image } = useQuery({ ...imageQuery(imageId ?? ""), enabled: false });
  return (
    <li className="tray-row" data-state={state}>
      {preview ? (
        <img className="tray-picture" src={preview.url} alt="" />
      ) : (
        <span className="tray-picture" />
      )}
      <div className="tray-text">
        {imageId === undefined ? (
          <span className="tray-name">{file.name}</span>
        ) : (
          <button type="button" className="tray-name link" onClick={() => openImage(imageId, search)}>
            {file.name}
          </button>
        )}
        <UploadNote upload={upload} image={image} />
        {state === "sending" && <progress aria-label={file.name} max={1} value={progress} />}
      </div>
      {state === "failed" && <IconButton icon="refresh" label={`Try ${file.name} again`} onClick={onRetry} />}
      {image?.status === "failed" && (
        <IconButton
          icon="refresh"
          label={`Analyse ${file.name} again`}
          onClick={() => reprocess.mutate(image.id)}
        />
      )}
      <IconButton
        icon="close"
        label={isActive(upload) ? `Cancel ${file.name}` : `Dismiss ${file.name}`}
        onClick={() => dropUpload(upload.id)}
      />
    </li>
  );
}

interface UploadNoteProps {
  upload: Upload;
  image: Image | undefined;
}

function UploadNote({ upload: { file, state, progress, reason }, image }: UploadNoteProps) {
  if (state === "waiting") return <span className="tray-note">Waiting · {sizeOf(file.size)}</span>;
  if (state === "sending") {
    const share = progress < 1 ? `${Math.round(progress * 100)} % of ${sizeOf(file.size)}` : "Almost there…";
    return <span className="tray-note">{share}</span>;
  }
  if (state === "duplicate") return <span className="tray-note">Already in your gallery</span>;
  if (state === "failed" || state === "refused") {
    return (
      <span className="tray-note" data-tone="problem">
        <Icon name="alert" /> {reason}
      </span>
    );
  }
  if (image?.status === "failed")
    return (
      <span className="tray-note" data-tone="problem">
        {image.error ?? "Could not be analysed"}
      </span>
    );
  if (!image || isUnfinished(image))
    return (
      <span className="tray-note" data-busy>
        Analysing…
      </span>
    );
  return (
    <span className="tray-note">
      {image.tags
        .slice(0, 4)
        .map(({ name }) => name)
        .join(", ") || "Done"}
    </span>
  );
}
