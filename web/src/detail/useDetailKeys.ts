import { useEffect, useEffectEvent } from "react";

import { shortcuts } from "../app/preferences";
import { isTyping } from "../app/usePageKeys";

interface DetailKeys {
  close: () => void;
  step: (direction: 1 | -1) => void;
  remove: () => void;
  favorite: () => void;
  togglePanel: () => void;
}

export function useDetailKeys(actions: DetailKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event)) return;
    if (document.querySelector("dialog[open]")) return;
    const act = actionFor(event.key, actions);
    if (!act) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function actionFor(
  key: string,
  { close, step, remove, favorite, togglePanel }: DetailKeys,
): (() => void) | undefined {
  switch (key) {
    case "Escape":
      return close;
    case "ArrowRight":
      return () => step(1);
    case "ArrowLeft":
      return () => step(-1);
    case "Delete":
      return remove;
    case "f":
      return shortcuts.get() ? favorite : undefined;
    case "i":
      return shortcuts.get() ? togglePanel : undefined;
    default:
      return undefined;
  }
}
