import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";

import { answer, api } from "../api/client";
import { openSearch } from "../app/location";
import { IconButton } from "../ui/controls";
import { Icon } from "../ui/Icon";
import { isNarrowed, EVERYTHING, withTag, type Search } from "./search";
import { typing } from "./typing";
import { useDebounced } from "./useDebounced";

const TYPING_MS = 220;
const SUGGESTIONS_MS = 120;

const lastWord = (text: string): string => /[^\s",-]+$/.exec(text)?.[0].toLowerCase() ?? "";

/** One box for everything: words search as they are typed, tags are offered to complete them. */
export function SearchBox({ search }: { search: Search }) {
  const [text, setText] = useState(search.q);
  const [open, setOpen] = useState(false);
  const [marked, setMarked] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const { tags, pending } = useSuggestions(open ? lastWord(text) : "");
  const offered = tags.filter(({ name }) => !search.tags.includes(name));
  const expanded = open && offered.length > 0;
  const halfway = expanded || pending || text.trim() !== search.q;
  useEffect(() => {
    typing.update(() => halfway);
    return () => typing.update(() => false);
  }, [halfway]);

  const typed = useRef(search.q);
  useEffect(() => {
    if (search.q === typed.current) return;
    typed.current = search.q;
    setText(search.q);
  }, [search.q]);

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const apply = (next: Search, now: boolean): void => {
    clearTimeout(timer.current);
    const wait = now ? 0 : TYPING_MS;
    timer.current = setTimeout(() => {
      typed.current = next.q.trim();
      // The first letter makes a step in the history; what follows refines it.
      openSearch({ ...next, q: next.q.trim(), similar: "" }, { replace: search.q !== "" && !now });
    }, wait);
  };
  const type = (value: string): void => {
    setText(value);
    setOpen(true);
    setMarked(-1);
    apply({ ...search, q: value }, false);
  };
  const choose = (tag: string): void => {
    const q = text.slice(0, text.length - lastWord(text).length);
    setText(q);
    setOpen(false);
    setMarked(-1);
    apply(withTag({ ...search, q }, tag), true);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const markedTag = offered[marked]?.name;
    if (event.key === "ArrowDown" && expanded) setMarked((marked + 1) % offered.length);
    else if (event.key === "ArrowUp" && expanded) setMarked((marked <= 0 ? offered.length : marked) - 1);
    else if (event.key === "Enter" && expanded && markedTag !== undefined) choose(markedTag);
    else if (event.key === "Enter") {
      setOpen(false);
      if (text.trim() !== search.q) apply({ ...search, q: text }, true);
      document.querySelector<HTMLElement>(".grid .tile-link[tabindex='0']")?.focus();
    } else if (event.key === "Escape" && expanded) setOpen(false);
    else if (event.key === "Escape" && text) type("");
    else if (event.key === "Escape") input.current?.blur();
    else return;
    event.preventDefault();
  };

  return (
    <search className="search-box" data-open={expanded || undefined}>
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        role="combobox"
        enterKeyHint="search"
        aria-label="Search your pictures"
        placeholder="Search your pictures"
        autoComplete="off"
        spellCheck={false}
        maxLength={1000}
        aria-expanded={expanded}
        aria-controls="suggestions"
        aria-autocomplete="list"
        aria-activedescendant={expanded && marked >= 0 ? `suggestion-${marked}` : undefined}
        value={text}
        onChange={(event) => type(event.target.value)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {(text || isNarrowed(search)) && (
        <IconButton
          icon="close"
          label="Clear the search"
          onClick={() => {
            setText("");
            clearTimeout(timer.current);
            openSearch(EVERYTHING);
            input.current?.focus();
          }}
        />
      )}
      <ul id="suggestions" role="listbox" aria-label="Tags" className="suggestions" hidden={!expanded}>
        {offered.map(({ name, count }, index) => (
          <li
            key={name}
            id={`suggestion-${index}`}
            role="option"
            aria-selected={index === marked}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(name)}
          >
            <span>{name}</span>
            <span className="suggestion-count">{count}</span>
          </li>
        ))}
      </ul>
    </search>
  );
}

/** Tags that begin as the word does, and whether more may come. */
function useSuggestions(prefix: string) {
  const q = useDebounced(prefix, SUGGESTIONS_MS);
  const { data, isFetching } = useQuery({
    queryKey: ["suggestions", q],
    queryFn: ({ signal }) =>
      answer(api.GET("/search/suggestions", { params: { query: { q, limit: 8 } }, signal })),
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
  if (prefix === "") return { tags: [], pending: false };
  return { tags: data?.tags ?? [], pending: isFetching || q !== prefix };
}
