import { useRef, useState, type FocusEvent, type KeyboardEvent } from "react";

import type { Image } from "../api/client";
import { useEditImage } from "../images/edits";
import { Icon } from "../ui/Icon";

const SOURCES = { ai: "Written by the analysis", file: "From the file", user: "Written by you" };

/** The sentence that describes the picture; a click makes it a text field. */
export function Description({ image }: { image: Image }) {
  const [editing, setEditing] = useState(false);
  const edit = useEditImage();
  const opener = useRef<HTMLButtonElement>(null);
  const finish = (text: string | undefined): void => {
    setEditing(false);
    if (text !== undefined && text !== (image.description ?? "")) {
      edit.mutate({ image, change: { description: text || null } });
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === "Escape") finish(undefined);
    else if (event.key === "Enter" && !event.shiftKey) finish(event.currentTarget.value.trim());
    else return;
    requestAnimationFrame(() => opener.current?.focus());
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section className="description">
      {editing ? (
        <textarea
          className="description-text"
          aria-label="Description"
          defaultValue={image.description ?? ""}
          maxLength={1000}
          ref={(field) => field?.focus()}
          onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
          onBlur={(event: FocusEvent<HTMLTextAreaElement>) => finish(event.target.value.trim())}
          onKeyDown={onKeyDown}
        />
      ) : (
        <button ref={opener} type="button" className="description-text" onClick={() => setEditing(true)}>
          {image.description ?? <span className="soft">Describe this picture</span>}
          <Icon name="edit" />
          <span className="visually-hidden">(edit the description)</span>
        </button>
      )}
      {image.description && image.descriptionSource && (
        <p className="soft">{SOURCES[image.descriptionSource]}</p>
      )}
    </section>
  );
}
