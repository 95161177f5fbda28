/** What is being looked for; the address bar holds it, in the words of the API. */
export interface Search {
  q: string;
  tags: readonly string[];
  /** Hex values without the leading "#". */
  colors: readonly string[];
  from: string;
  to: string;
  camera: string;
  orientation: string;
  people: string;
  status: string;
  favorite: boolean;
  mode: string;
  sort: string;
  /** The id of the image whose likes are wanted. */
  similar: string;
}

export const EVERYTHING: Search = {
  q: "",
  tags: [],
  colors: [],
  from: "",
  to: "",
  camera: "",
  orientation: "",
  people: "",
  status: "",
  favorite: false,
  mode: "",
  sort: "",
  similar: "",
};

const list = (value: string | null): string[] => (value ?? "").split(",").filter(Boolean);

export function parseSearch(query: string): Search {
  const given = new URLSearchParams(query);
  const text = (name: string): string => given.get(name) ?? "";
  return {
    q: text("q"),
    tags: list(given.get("tags")),
    colors: list(given.get("color")).filter((hex) => /^[0-9a-f]{6}$/i.test(hex)),
    from: text("from"),
    to: text("to"),
    camera: text("camera"),
    orientation: text("orientation"),
    people: text("people"),
    status: text("status"),
    favorite: given.get("favorite") === "true",
    mode: text("mode"),
    sort: text("sort"),
    similar: text("similar"),
  };
}

/** The query string for a search, with its "?", or nothing for everything. */
export function formatSearch(search: Search): string {
  const query = new URLSearchParams(parameters(search));
  if (search.similar) query.set("similar", search.similar);
  const text = query.toString().replaceAll("%2C", ",");
  return text && `?${text}`;
}

/** The search as query parameters of the API, without those that are not set. */
export function parameters(search: Search): Record<string, string> {
  const { q, from, to, camera, orientation, people, status, mode, sort } = search;
  const all = {
    q: q.trim(),
    tags: search.tags.join(","),
    color: search.colors.join(","),
    from,
    to,
    camera,
    orientation,
    people,
    status,
    favorite: search.favorite ? "true" : "",
    mode,
    sort,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}

const PLAIN = new Set(["sort", "favorite", "status"]);

/** Whether the plain list answers it, so that no search is needed. */
export const isPlainList = (search: Search): boolean =>
  Object.keys(parameters(search)).every((name) => PLAIN.has(name)) && !search.similar;

/** The first page fills a large screen; those that follow come while one scrolls. */
const FIRST_PAGE_SIZE = 40;
const PAGE_SIZE = 100;

/** The request that answers a search, from its start or from a cursor on. */
export function listing(search: Search, cursor?: string) {
  const following = cursor !== undefined;
  const page = following ? { limit: `${PAGE_SIZE}`, cursor } : { limit: `${FIRST_PAGE_SIZE}` };
  const query = { ...parameters(search), ...page };
  if (isPlainList(search)) return { path: "/images", query } as const;
  return { path: "/search/images", query: following ? query : { ...query, facets: "true" } } as const;
}

/** Whether anything narrows the gallery. */
export const isNarrowed = (search: Search): boolean =>
  Object.keys(parameters(search)).some((name) => name !== "sort") || search.similar !== "";

export const withTag = (search: Search, tag: string): Search =>
  search.tags.includes(tag) ? search : { ...search, tags: [...search.tags, tag], similar: "" };

export const withColor = (search: Search, hex: string): Search => {
  const bare = hex.replace("#", "").toLowerCase();
  return search.colors.includes(bare)
    ? search
    : { ...search, colors: [...search.colors, bare].slice(-5), similar: "" };
};
