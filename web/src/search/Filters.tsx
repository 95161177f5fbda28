import type { ChangeEvent, ReactNode } from "react";

import { openSearch } from "../app/location";
import { Swatch } from "../ui/controls";
import { PALETTE } from "./palette";
import { withColor, type Search } from "./search";

type Choice = readonly [value: string, label: string];

const ORIENTATIONS: Choice[] = [
  ["", "Any"],
  ["landscape", "Landscape"],
  ["portrait", "Portrait"],
  ["square", "Square"],
];
const PEOPLE: Choice[] = [
  ["", "Any"],
  ["1", "With people"],
  ["0", "Without people"],
];
const STATUSES: Choice[] = [
  ["", "Any"],
  ["completed", "Analysed"],
  ["pending", "Waiting"],
  ["failed", "Not analysed"],
];
const MODES: Choice[] = [
  ["", "Both"],
  ["text", "Words"],
  ["semantic", "Meaning"],
];

/** Everything a search can be narrowed by, beside words and tags. */
export function Filters({ search }: { search: Search }) {
  const change = (part: Partial<Search>): void => openSearch({ ...search, ...part, similar: "" });
  return (
    <form className="filters" onSubmit={(event) => event.preventDefault()}>
      <fieldset className="filter-colors">
        <legend>Colour</legend>
        {PALETTE.map(([name, hex]) => (
          <Swatch
            key={hex}
            hex={hex}
            aria-label={name}
            title={name}
            onClick={() => openSearch(withColor(search, hex))}
          />
        ))}
        <label className="swatch swatch-any" title="Any colour">
          <span className="visually-hidden">Any other colour</span>
          <input
            type="color"
            defaultValue="#3a6ea5"
            onBlur={({ target }) => {
              if (target.dataset["changed"]) openSearch(withColor(search, target.value));
            }}
            onChange={({ target }) => (target.dataset["changed"] = "yes")}
          />
        </label>
      </fieldset>
      <Labelled label="Taken from">
        <input type="date" value={search.from.slice(0, 10)} onChange={picked((from) => change({ from }))} />
      </Labelled>
      <Labelled label="until">
        <input type="date" value={search.to.slice(0, 10)} onChange={picked((to) => change({ to }))} />
      </Labelled>
      <Select
        label="Shape"
        choices={ORIENTATIONS}
        value={search.orientation}
        onPick={(orientation) => change({ orientation })}
      />
      <Select label="People" choices={PEOPLE} value={search.people} onPick={(people) => change({ people })} />
      <Select
        label="Analysis"
        choices={STATUSES}
        value={search.status}
        onPick={(status) => change({ status })}
      />
      {search.q && (
        <Select label="Match" choices={MODES} value={search.mode} onPick={(mode) => change({ mode })} />
      )}
      <label className="switch">
        <input
          type="checkbox"
          checked={search.favorite}
          onChange={({ target }) => change({ favorite: target.checked })}
        />
        Only favourites
      </label>
    </form>
  );
}

const picked =
  (take: (value: string) => void) =>
  ({ target }: ChangeEvent<HTMLInputElement>): void =>
    take(target.value);

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <label className="field">
      <span>{label}</span>
      {children}
    </label>
  );
}

interface SelectProps {
  label: string;
  choices: readonly Choice[];
  value: string;
  onPick: (value: string) => void;
}

function Select({ label, choices, value, onPick }: SelectProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <select className="select" value={value} onChange={({ target }) => onPick(target.value)}>
        {choices.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
