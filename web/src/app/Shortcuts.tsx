import { Modal } from "../ui/Modal";
import { useStore } from "../ui/store";
import { shortcuts } from "./preferences";

const KEYS: [string, string][] = [
  ["/", "Search"],
  ["u", "Add pictures"],
  ["← ↑ ↓ →", "Walk through the pictures"],
  ["Enter", "Open the picture"],
  ["x", "Pick the picture, with Shift all up to it"],
  ["f", "Favourite"],
  ["Delete", "Delete, with time to undo"],
  ["i", "Show or hide the details of an open picture"],
  ["Esc", "Close, or let go of what is picked"],
  ["?", "This list"],
];

export function Shortcuts({ open, onClose }: { open: boolean; onClose: () => void }) {
  const enabled = useStore(shortcuts);
  return (
    <Modal id="shortcuts" title="Keyboard shortcuts" open={open} onClose={onClose}>
      <dl className="keys">
        {KEYS.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label className="switch">
        <input
          type="checkbox"
          checked={enabled}
          onChange={(event) => {
            const on = event.target.checked;
            shortcuts.update(() => on);
          }}
        />
        Single letters are commands
      </label>
    </Modal>
  );
}
