/** How one file gets to the gallery: announced to the API, then sent straight to storage. */
import { answer, api, type Schemas } from "../api/client";
import { offline, Problem } from "../api/problem";
import { contentTypeOf } from "./contentType";

export interface Sending {
  signal: AbortSignal;
  /** Told the share of the file that is on its way, 0 to 1. */
  onProgress: (share: number) => void;
}

export interface Sent {
  image: Schemas["ImageView"];
  duplicate: boolean;
}

/**
 * Send a file. Raises Problem when it is refused or the connection breaks, and AbortError when cancelled.
 * Sending again what has arrived already does no harm.
 */
export async function send(file: File, { signal, onProgress }: Sending): Promise<Sent> {
  const announcement = {
    filename: file.name,
    size: file.size,
    contentType: await contentTypeOf(file),
    sha256: await sha256Of(file),
  };
  signal.throwIfAborted();
  const { results } = await answer(api.POST("/images/uploads", { body: [announcement], signal }));
  const result = results[0];
  if (result?.problem) throw new Problem(result.problem.detail, result.problem.status);
  if (!result?.image) throw new Problem("The gallery did not say where to send this file.", -1);
  if (result.upload) await put(file, result.upload, { signal, onProgress });
  return { image: result.image, duplicate: result.outcome === "duplicate" };
}

async function sha256Of(file: File): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const ARRIVED = new Set([200, 201, 409]);

/** One PUT by XMLHttpRequest, since fetch does not tell how far an upload is. */
function put(file: File, upload: Schemas["SignedUpload"], { signal, onProgress }: Sending): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(upload.method, upload.url);
    for (const [name, value] of Object.entries(upload.headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded, total }) =>
      onProgress(total ? loaded / total : 0),
    );
    request.addEventListener("load", () =>
      ARRIVED.has(request.status) ? resolve() : reject(refusal(request.status)),
    );
    request.addEventListener("error", () => reject(offline()));
    request.addEventListener("abort", () => reject(new DOMException("cancelled", "AbortError")));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

/** What storage answers is for programs: these are the words for people. */
const refusal = (status: number): Problem =>
  status === 403
    ? new Problem("The time to send this picture was over. Please try again.", 503)
    : new Problem("The storage did not take this picture. Please try again.", Math.max(status, 500));
