/** What this browser remembers of a person's taste. */
import { Store } from "../ui/store";

export type Theme = "system" | "light" | "dark";

const read = (name: string): string | null => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};

export const theme = new Store<Theme>((read("theme") as Theme | null) ?? "system");
/** Whether single letters are commands (WCAG 2.1.4 asks that they can be switched off). */
export const shortcuts = new Store<boolean>(read("shortcuts") !== "off");

function applyTheme(): void {
  document.documentElement.dataset["theme"] = theme.get();
  localStorage.setItem("theme", theme.get());
}

theme.subscribe(applyTheme);
shortcuts.subscribe(() => localStorage.setItem("shortcuts", shortcuts.get() ? "on" : "off"));
if (theme.get() !== "system") applyTheme();
