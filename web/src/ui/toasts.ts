/** Short notes at the edge of the page, spoken by screen readers. */
import { Store } from "./store";

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "problem";
  action: { label: string; run: () => void } | undefined;
  /** Milliseconds it stays; it waits while the pointer or the focus is on it. */
  stays: number;
}

export const toasts = new Store<readonly Toast[]>([]);
let lastId = 0;

export function toast(text: string, options: Partial<Omit<Toast, "id" | "text">> = {}): number {
  lastId += 1;
  const { tone = "plain", action, stays = 6000 } = options;
  const added: Toast = { id: lastId, text, tone, action, stays };
  toasts.update((shown) => [...shown.slice(-2), added]);
  return added.id;
}

export const dismiss = (id: number): void => toasts.update((shown) => shown.filter((each) => each.id !== id));

export const complain = (error: Error): number => toast(error.message, { tone: "problem", stays: 10_000 });
