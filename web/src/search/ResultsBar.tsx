import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { openSearch } from "../app/location";
import { imageQuery, type GalleryPage } from "../images/queries";
import { count as counted } from "../images/words";
import { Button } from "../ui/controls";
import { Chips } from "./Chips";
import { ExportButton } from "./ExportButton";
import { Facets } from "./Facets";
import { Filters } from "./Filters";
import { isNarrowed, isPlainList, type Search } from "./search";

const SORTS: [string, string][] = [
  ["newest", "Newest first"],
  ["oldest", "Oldest first"],
  ["filename", "By name"],
  ["size", "By size"],
];

interface ResultsBarProps {
  search: Search;
  first: GalleryPage | undefined;
  count: number;
  stale: boolean;
}

/** What is shown, how it is narrowed, and how to narrow it further. */
export function ResultsBar({ search, first, count, stale }: ResultsBarProps) {
  const [open, setOpen] = useState(false);
  const narrowed = isNarrowed(search);
  const title = first ? counted(first.total, "picture") : "";
  if (!narrowed && count === 0) return <h1 className="visually-hidden">Your pictures</h1>;
  return (
    <section className="results" aria-label="Search results" data-stale={stale || undefined}>
      <div className="results-head">
        <h1 className="results-title">
          {search.similar ? <SimilarTitle imageId={search.similar} /> : title}
        </h1>
        <span className="visually-hidden" role="status">
          {narrowed && first && !stale ? `${title} found` : ""}
        </span>
        <Chips search={search} />
        <span className="results-tools">
          {narrowed && count > 0 && <ExportButton search={search} />}
          {!search.similar && <SortChoice search={search} />}
          <Button icon="sliders" aria-expanded={open} aria-controls="filters" onClick={() => setOpen(!open)}>
            Filters
          </Button>
        </span>
      </div>
      <div id="filters" hidden={!open}>
        {open && <Filters search={search} />}
      </div>
      {first?.note && <p className="notice">{first.note}</p>}
      {first?.facets && <Facets facets={first.facets} total={first.total} search={search} />}
    </section>
  );
}

function SimilarTitle({ imageId }: { imageId: string }) {
  const { data: image } = useQuery(imageQuery(imageId));
  return (
    <>
      Pictures like{" "}
      {image?.links.thumbnail && <img className="results-like" src={image.links.thumbnail} alt="" />}
      <span className={image?.links.thumbnail ? "visually-hidden" : ""}>{image?.filename ?? "this one"}</span>
    </>
  );
}

function SortChoice({ search }: { search: Search }) {
  const options = isPlainList(search) ? SORTS : [["relevance", "Best match"] as const, ...SORTS];
  const standard = isPlainList(search) ? "newest" : search.q || search.colors.length ? "relevance" : "newest";
  return (
    <select
      className="select"
      aria-label="Order"
      value={search.sort || standard}
      onChange={({ target: { value } }) => openSearch({ ...search, sort: value === standard ? "" : value })}
    >
      {options.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
