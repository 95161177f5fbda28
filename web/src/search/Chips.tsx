import type { ReactNode } from "react";

import { openSearch } from "../app/location";
import { dayOf } from "../images/words";
import { Icon } from "../ui/Icon";
import type { Search } from "./search";

/** One chip for each thing that narrows the search; a click takes it away. */
export function Chips({ search }: { search: Search }) {
  const { q, tags, colors, from, to, camera, orientation, people, favorite, status, similar } = search;
  const without = (change: Partial<Search>) => (): void => openSearch({ ...search, ...change });
  return (
    <ul className="chips">
      {similar && <Chip label="Similar" onRemove={without({ similar: "" })} />}
      {q && <Chip label={`“${q}”`} onRemove={without({ q: "" })} />}
      {tags.map((tag) => (
        <Chip key={tag} label={tag} onRemove={without({ tags: tags.filter((each) => each !== tag) })} />
      ))}
      {colors.map((hex) => (
        <Chip
          key={hex}
          label={`#${hex}`}
          onRemove={without({ colors: colors.filter((each) => each !== hex) })}
        >
          <span className="chip-color" style={{ backgroundColor: `#${hex}` }} />
        </Chip>
      ))}
      {(from || to) && <Chip label={rangeOf(from, to)} onRemove={without({ from: "", to: "" })} />}
      {camera && <Chip label={camera} onRemove={without({ camera: "" })} />}
      {orientation && <Chip label={orientation} onRemove={without({ orientation: "" })} />}
      {people && (
        <Chip label={people === "0" ? "nobody" : "with people"} onRemove={without({ people: "" })} />
      )}
      {favorite && <Chip label="favourites" onRemove={without({ favorite: false })} />}
      {status && (
        <Chip label={status === "failed" ? "not analysed" : status} onRemove={without({ status: "" })} />
      )}
    </ul>
  );
}

const rangeOf = (from: string, to: string): string => {
  if (/^\d{4}-01-01$/.test(from) && to === `${from.slice(0, 4)}-12-31`) return from.slice(0, 4);
  if (!from) return `until ${dayOf(to)}`;
  return to ? `${dayOf(from)} – ${dayOf(to)}` : `since ${dayOf(from)}`;
};

function Chip({ label, onRemove, children }: { label: string; onRemove: () => void; children?: ReactNode }) {
  return (
    <li>
      <button type="button" className="chip" onClick={onRemove}>
        {children}
        <span className="chip-label">{label}</span>
        <Icon name="close" />
        <span className="visually-hidden">(remove)</span>
      </button>
    </li>
  );
}
