import { thumbHashToDataURL } from "thumbhash";

const made = new Map<string, string>();

/** A blurred miniature as a data URL, from a base64 ThumbHash; nothing if there is none or it is damaged. */
export function placeholderUrl(hash: string | null): string | undefined {
  if (!hash) return undefined;
  const known = made.get(hash);
  if (known !== undefined) return known;
  try {
    const url = thumbHashToDataURL(Uint8Array.from(atob(hash), (character) => character.charCodeAt(0)));
    made.set(hash, url);
    return url;
  } catch {
    return undefined;
  }
}
