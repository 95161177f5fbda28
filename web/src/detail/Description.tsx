import { useRef, useState, type KeyboardEvent } from "react";

import type { VersionedImage } from "../api/client";
import { Conflict, useEditImage } from "../images/edits";
import { Button } from "../ui/controls";
import { Icon } from "../ui/Icon";

const SOURCES = { ai: "Written by the analysis", file: "From the file", user: "Written by you" };

interface Draft {
  text: string;
  /** The image as it was when the writing began. */
  seen: VersionedImage;
  /** Whether somebody else wrote another description meanwhile. */
  disputed: boolean;
}

/** The sentence that describes the picture; a click makes it a text field. */
export function Description({ image }: { image: VersionedImage }) {
  const [draft, setDraft] = useState<Draft>();
  const edit = useEditImage();
  const opener = useRef<HTMLButtonElement>(null);
  const leave = (): void => {
    setDraft(undefined);
    requestAnimationFrame(() => opener.current?.focus());
  };
  const save = ({ text: typed, seen }: Draft): void => {
    const text = typed.trim();
    setDraft(undefined);
    if (text === (seen.description ?? "")) return;
    edit.mutate(
      { image: seen, change: { description: text || null } },
      {
        onError: (error) => {
          if (error instanceof Conflict) setDraft({ text, seen: error.latest, disputed: true });
        },
      },
    );
  };
  if (draft) return <Editor draft={draft} onChange={setDraft} onSave={save} onLeave={leave} />;
  return (
    <section className="description">
      <button
        ref={opener}
        type="button"
        className="description-text"
        onClick={() => setDraft({ text: image.description ?? "", seen: image, disputed: false })}
      >
        {image.description ?? <span className="soft">Describe this picture</span>}
        <Icon name="edit" />
        <span className="visually-hidden">(edit the description)</span>
      </button>
      {image.description && image.descriptionSource && (
        <p className="soft">{SOURCES[image.descriptionSource]}</p>
      )}
    </section>
  );
}

interface EditorProps {
  draft: Draft;
  onChange: (draft: Draft) => void;
  onSave: (draft: Draft) => void;
  onLeave: () => void;
}

function Editor({ draft, onChange, onSave, onLeave }: EditorProps) {
  const { text, seen, disputed } = draft;
  const saveAndLeave = (): void => {
    onSave(draft);
    onLeave();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === "Escape") onLeave();
    else if (event.key === "Enter" && !event.shiftKey) saveAndLeave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section className="description">
      <textarea
        className="description-text"
        aria-label="Description"
        aria-describedby={disputed ? "disputed" : undefined}
        value={text}
        maxLength={1000}
        ref={(field) => field?.focus()}
        onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
        onChange={({ target }) => onChange({ ...draft, text: target.value })}
        onBlur={() => disputed || onSave(draft)}
        onKeyDown={onKeyDown}
      />
      {disputed && (
        <div className="notice" data-tone="problem">
          <p id="disputed" role="alert">
            Elsewhere this was changed meanwhile to “{seen.description ?? "nothing"}”. What you wrote is still
            here.
          </p>
          <Button onClick={saveAndLeave}>Save mine</Button>
          <Button onClick={onLeave}>Keep the other</Button>
        </div>
      )}
    </section>
  );
}
