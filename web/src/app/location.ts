/** Where the page is: a search, and perhaps one image of it that is open. */
import { useEffect, useMemo } from "react";
import { useSearch as useQueryString, useLocation } from "wouter";
import { navigate } from "wouter/use-browser-location";

import { formatSearch, parseSearch, type Search } from "../search/search";

const IMAGE_PATH = /^\/image\/([\w-]+)$/;

export function useOpenSearch(): Search {
  const query = useQueryString();
  return useMemo(() => parseSearch(query), [query]);
}

export function useOpenImageId(): string | undefined {
  const [path] = useLocation();
  return IMAGE_PATH.exec(path)?.[1];
}

export function useIsKnown(): boolean {
  const [path] = useLocation();
  return path === "/" || IMAGE_PATH.test(path);
}

/** Names the page in tabs and in the history, unless nothing is given: then another part of it does. */
export function useTitle(name: string | undefined): void {
  useEffect(() => {
    if (name === undefined) return undefined;
    document.title = name ? `${name} · Gallery` : "Gallery";
    return () => void (document.title = "Gallery");
  }, [name]);
}

export const searchPath = (search: Search): string => `/${formatSearch(search)}`;
export const imagePath = (id: string, search: Search): string => `/image/${id}${formatSearch(search)}`;

export function openSearch(search: Search, { replace = false } = {}): void {
  navigate(searchPath(search), { replace });
  if (!replace) scrollTo({ top: 0 });
}

export function openImage(id: string, search: Search): void {
  const open = IMAGE_PATH.test(location.pathname);
  navigate(imagePath(id, search), { replace: open, state: open ? history.state : { overGrid: true } });
}

/** Back to the grid: by history where it lies right behind, so that "forward" opens the image again. */
export function closeImage(search: Search): void {
  if ((history.state as { overGrid?: boolean } | null)?.overGrid) history.back();
  else navigate(searchPath(search), { replace: true });
}
