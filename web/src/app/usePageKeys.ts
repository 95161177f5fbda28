import { useEffect, useEffectEvent } from "react";

import { shortcuts } from "./preferences";

/** Whether a key belongs to what is being typed. */
export const isTyping = (event: KeyboardEvent): boolean =>
  event.target instanceof HTMLElement &&
  (event.target.isContentEditable ||
    event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));

/** Keys that work anywhere on the page. */
export function usePageKeys(onHelp: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event) || !shortcuts.get()) return;
    if (event.key === "/") document.querySelector<HTMLInputElement>(".search-box input")?.focus();
    else if (event.key === "u") document.querySelector<HTMLButtonElement>(".upload-button")?.click();
    else if (event.key === "?") onHelp();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}
