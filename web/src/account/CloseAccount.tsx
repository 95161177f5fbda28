import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { accountQuery } from "../images/queries";
import { count, sizeOf } from "../images/words";
import { Button } from "../ui/controls";
import { Modal } from "../ui/Modal";
import { useCloseAccount, useExport } from "./closing";

const CONFIRMATION = "delete everything";

export function CloseAccount({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Modal id="close-account" title="Close your account" open={open} onClose={onClose}>
      {open && <Confirmation onKeep={onClose} />}
    </Modal>
  );
}

function Confirmation({ onKeep }: { onKeep: () => void }) {
  const [typed, setTyped] = useState("");
  const { data: account } = useQuery(accountQuery);
  const closing = useCloseAccount();
  const saving = useExport();
  const confirmed = typed.trim().toLowerCase() === CONFIRMATION;
  const usage = account?.usage;
  return (
    <form
      className="closing"
      onSubmit={(event) => {
        event.preventDefault();
        if (confirmed) closing.mutate();
      }}
    >
      <p>
        This deletes{" "}
        <strong>
          {usage ? `${count(usage.images, "picture")} (${sizeOf(usage.bytes)})` : "all pictures"}
        </strong>
        , their descriptions and tags, and all that the analysis found. Nobody can bring them back.
      </p>
      <p>
        Save what you want to keep first: originals from the views of their pictures, and what is known of all
        of them as one file.
      </p>
      <Button icon="download" disabled={saving.isPending} onClick={() => saving.mutate()}>
        {saving.isPending ? "One moment…" : "Save descriptions and tags"}
      </Button>
      <label className="field">
        <span>
          To go on, type <strong>{CONFIRMATION}</strong>
        </span>
        <input
          type="text"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
      <div className="closing-choice">
        <Button onClick={onKeep}>Keep my account</Button>
        <Button type="submit" look="danger" disabled={!confirmed || closing.isPending || closing.isSuccess}>
          {closing.isPending ? "Closing…" : "Close my account"}
        </Button>
      </div>
    </form>
  );
}
