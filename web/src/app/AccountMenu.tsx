import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { CloseAccount } from "../account/CloseAccount";
import { session } from "../auth/session";
import { accountQuery } from "../images/queries";
import { finishRemovals } from "../images/removal";
import { count, sizeOf } from "../images/words";
import { useStore } from "../ui/store";
import { theme, type Theme } from "./preferences";

const THEMES: [Theme, string][] = [
  ["system", "Auto"],
  ["light", "Light"],
  ["dark", "Dark"],
];

export function AccountMenu({ name, onHelp }: { name: string; onHelp: () => void }) {
  const [open, setOpen] = useState(false);
  const [closing, setClosing] = useState(false);
  const chosen = useStore(theme);
  const { data: account } = useQuery({ ...accountQuery, enabled: open });
  return (
    <>
      <button
        type="button"
        className="avatar"
        aria-label={`Account of ${name}`}
        popoverTarget="account"
        aria-haspopup="dialog"
        aria-expanded={open}
      >
        {[...name][0]?.toUpperCase()}
      </button>
      <div
        id="account"
        className="popover account"
        popover="auto"
        role="dialog"
        aria-label="Account"
        onToggle={(event) => setOpen(event.newState === "open")}
      >
        <p className="account-name">{name}</p>
        <p className="account-usage">
          {account
            ? `${count(account.usage.images, "picture")}, ${sizeOf(account.usage.bytes)} of ${sizeOf(account.limits.bytes)}`
            : "\u00a0"}
        </p>
        <fieldset className="segments">
          <legend>Appearance</legend>
          {THEMES.map(([value, label]) => (
            <label key={value}>
              <input
                type="radio"
                name="theme"
                value={value}
                checked={chosen === value}
                onChange={() => theme.update(() => value)}
              />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        <button
          type="button"
          className="menu-item"
          onClick={onHelp}
          popoverTarget="account"
          popoverTargetAction="hide"
        >
          Keyboard shortcuts
        </button>
        <button
          type="button"
          className="menu-item"
          onClick={() => void finishRemovals().then(() => session.signOut())}
        >
          Sign out
        </button>
        <button
          type="button"
          className="menu-item"
          data-tone="problem"
          onClick={() => setClosing(true)}
          popoverTarget="account"
          popoverTargetAction="hide"
        >
          Close account…
        </button>
      </div>
      <CloseAccount open={closing} onClose={() => setClosing(false)} />
    </>
  );
}
