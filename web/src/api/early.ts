/** The first pictures, asked for while the page itself is still on its way. */
import { freshToken } from "../auth/kept";
import { listing, parseSearch } from "../search/search";
import { API } from "./address";
import type { ImagePage } from "./client";

/** So many pictures are fetched before there is a place for them: as many as a browser asks one server for. */
const AHEAD = 6;

let early: { url: string; authorization: string; answer: Promise<Response> } | undefined;

/** Ask for what the address shows, if a sign-in is kept that is still good. */
export function askEarly(): void {
  const token = freshToken();
  const search = parseSearch(location.search);
  if (token === undefined || search.similar) return;
  const { path, query } = listing(search);
  const url = new URL(`${API}${path}?${new URLSearchParams(query)}`, location.href).href;
  const authorization = `Bearer ${token}`;
  const answer = fetch(url, { headers: { authorization } });
  // Whoever takes it is told of what went wrong; it may be that nobody does.
  answer.then(fetchTiles).catch(() => undefined);
  early = { url, authorization, answer };
}

async function fetchTiles(response: Response): Promise<void> {
  const { images } = (await response.clone().json()) as ImagePage;
  for (const { links } of images.slice(0, AHEAD)) {
    if (links.tile) Object.assign(new Image(), { fetchPriority: "high", src: links.tile });
  }
}

/** `fetch`, but an early answer to the same request by the same person is taken, once. */
export function fetchOrTake(request: Request): Promise<Response> {
  const taken = early;
  if (taken?.url !== request.url || taken.authorization !== request.headers.get("authorization"))
    return fetch(request);
  early = undefined;
  return taken.answer;
}
