import { useEffect, useState, type RefObject } from "react";
import { thumbHashToDataURL } from "thumbhash";

const made = new Map<string, string>();

/** A blurred miniature as a data URL, from a base64 ThumbHash; nothing if there is none or it is damaged. */
export function placeholderUrl(hash: string | null): string | undefined {
  const known = made.get(hash ?? "");
  if (!hash || known !== undefined) return known;
  try {
    const url = thumbHashToDataURL(Uint8Array.from(atob(hash), (character) => character.charCodeAt(0)));
    made.set(hash, url);
    return url;
  } catch {
    return undefined;
  }
}

const PATIENCE_MS = 150;

/** The same for a picture that is not there within a moment: drawing it takes longer than most pictures. */
export function usePlaceholder(
  hash: string | null,
  picture: RefObject<HTMLImageElement | null>,
): string | undefined {
  const [url, setUrl] = useState(() => made.get(hash ?? ""));
  useEffect(() => {
    const timer = setTimeout(() => {
      if (!picture.current?.naturalWidth) setUrl(placeholderUrl(hash));
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [hash, picture]);
  return url;
}
