/** The images picked for a common action. */
import { Store } from "../ui/store";

export const selection = new Store<ReadonlySet<string>>(new Set());
let anchor: string | undefined;

/** Pick or release one image; with `order`, everything between it and the one before. */
export function toggleSelected(id: string, order?: readonly string[]): void {
  const from = order && anchor !== undefined ? order.indexOf(anchor) : -1;
  const to = order?.indexOf(id) ?? -1;
  if (order && from >= 0 && to >= 0) {
    const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
    selection.update((picked) => new Set([...picked, ...range]));
  } else {
    selection.update((picked) => {
      const next = new Set(picked);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }
  anchor = id;
}

export function clearSelection(): void {
  anchor = undefined;
  selection.update((picked) => (picked.size ? new Set() : picked));
}
