import { useRef, useState, type KeyboardEvent } from "react";

import type { VersionedImage } from "../api/client";
import { openSearch, searchPath } from "../app/location";
import { useEditImage } from "../images/edits";
import { EVERYTHING, withTag } from "../search/search";
import { Icon } from "../ui/Icon";

/** The tags: each leads to its pictures, each can be taken away, more can be added. */
export function TagEditor({ image }: { image: VersionedImage }) {
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const edit = useEditImage();
  const names = image.tags.map(({ name }) => name);
  const save = (tags: string[]): void => edit.mutate({ image, change: { tags } });
  const add = (): void => {
    const added = text
      .split(",")
      .map((each) => each.trim().toLowerCase())
      .filter((each) => each && !names.includes(each));
    setText("");
    if (added.length) save([...names, ...new Set(added)]);
  };
  const remove = (name: string): void => {
    save(names.filter((each) => each !== name));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" || event.key === ",") add();
    else if (event.key === "Escape") {
      event.stopPropagation();
      setText("");
      input.current?.blur();
    } else return;
    event.preventDefault();
  };
  return (
    <section>
      <h3>Tags</h3>
      <ul className="tags">
        {image.tags.map(({ name, source, confidence }) => (
          <li key={name} className="tag" data-source={source}>
            <a
              href={searchPath(withTag(EVERYTHING, name))}
              title={source === "ai" ? `${Math.round(confidence * 100)} % sure` : undefined}
              onClick={(event) => {
                event.preventDefault();
                openSearch(withTag(EVERYTHING, name));
              }}
            >
              {name}
            </a>
            <button type="button" aria-label={`Remove the tag ${name}`} onClick={() => remove(name)}>
              <Icon name="close" />
            </button>
          </li>
        ))}
        <li>
          <input
            ref={input}
            className="tag-input"
            aria-label="Add a tag"
            placeholder="Add a tag"
            maxLength={64}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            onBlur={add}
          />
        </li>
      </ul>
    </section>
  );
}
