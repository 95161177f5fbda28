/** How one file gets to the gallery. */
import { API, type Schemas } from "../api/client";
import { offline, Problem, problemOf } from "../api/problem";
import { session } from "../auth/session";

export interface Sending {
  signal: AbortSignal;
  /** Told the share of the file that is on its way, 0 to 1. */
  onProgress: (share: number) => void;
}

/** Send a file. Raises Problem when it is refused or the connection breaks, and AbortError when cancelled. */
export async function send(file: File, sending: Sending): Promise<Schemas["UploadedImage"]> {
  const form = new FormData();
  form.append("file", file, file.name);
  const headers = { authorization: `Bearer ${await session.accessToken()}` };
  const { response, body } = await transfer("POST", `${API}/images/upload`, headers, form, sending);
  if (!response.ok) throw problemOf(response, body);
  return body as Schemas["UploadedImage"];
}

interface Transferred {
  response: Response;
  body: unknown;
}

/** One request by XMLHttpRequest, since fetch does not tell how far an upload is. */
function transfer(
  method: string,
  url: string,
  headers: Record<string, string>,
  content: XMLHttpRequestBodyInit,
  { signal, onProgress }: Sending,
): Promise<Transferred> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded, total }) =>
      onProgress(total ? loaded / total : 0),
    );
    request.addEventListener("load", () => resolve(received(request)));
    request.addEventListener("error", () => reject(offline()));
    request.addEventListener("abort", () => reject(new DOMException("cancelled", "AbortError")));
    request.addEventListener("loadend", () => signal.removeEventListener("abort", abort));
    if (signal.aborted) return reject(new DOMException("cancelled", "AbortError"));
    signal.addEventListener("abort", abort);
    request.send(content);
  });
}

function received(request: XMLHttpRequest): Transferred {
  const retryAfter = request.getResponseHeader("retry-after");
  const response = new Response(null, {
    status: request.status,
    headers: retryAfter === null ? {} : { "retry-after": retryAfter },
  });
  try {
    return { response, body: JSON.parse(request.responseText) };
  } catch {
    if (response.ok)
      throw new Problem("Unexpected answer", "The gallery answered in a way the page does not know.", -1);
    return { response, body: undefined };
  }
}
