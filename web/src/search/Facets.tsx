import type { Schemas } from "../api/client";
import { openSearch } from "../app/location";
import { Swatch } from "../ui/controls";
import { ScrollRow } from "../ui/ScrollRow";
import { paletteHex } from "./palette";
import { withColor, withTag, type Search } from "./search";

const MOST = 12;

interface FacetsProps {
  facets: Schemas["Facets"];
  /** How many hits there are: what all of them have narrows nothing. */
  total: number;
  search: Search;
}

/** What the hits have in common, to narrow them by. */
export function Facets({ facets, total, search }: FacetsProps) {
  const tags = facets.tags
    .filter(({ value, count }) => count < total && !search.tags.includes(value))
    .slice(0, MOST);
  const years = facets.years.length > 1 ? facets.years.slice(0, 6) : [];
  const cameras = facets.cameras.length > 1 && !search.camera ? facets.cameras.slice(0, 4) : [];
  if (tags.length + facets.colors.length === 0) return null;
  return (
    <ScrollRow className="facets" label="Narrow the results">
      {facets.colors.slice(0, 8).map(({ value, count }) => {
        const hex = paletteHex(value);
        return hex === undefined ? null : (
          <Swatch
            key={value}
            hex={hex}
            aria-label={`${value}, ${count}`}
            title={`${value} (${count})`}
            onClick={() => openSearch(withColor(search, hex))}
          />
        );
      })}
      {tags.map(({ value, count }) => (
        <Facet key={value} label={value} count={count} onPick={() => openSearch(withTag(search, value))} />
      ))}
      {years.map(({ value, count }) => (
        <Facet
          key={value}
          label={value}
          count={count}
          onPick={() => openSearch({ ...search, from: `${value}-01-01`, to: `${value}-12-31` })}
        />
      ))}
      {cameras.map(({ value, count }) => (
        <Facet
          key={value}
          label={value}
          count={count}
          onPick={() => openSearch({ ...search, camera: value })}
        />
      ))}
    </ScrollRow>
  );
}

function Facet({ label, count, onPick }: { label: string; count: number; onPick: () => void }) {
  return (
    <button type="button" className="facet" onClick={onPick}>
      {label} <span className="facet-count">{count}</span>
    </button>
  );
}
