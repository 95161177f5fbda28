import type { ComponentProps } from "react";

import { Icon, type IconName } from "./Icon";

type ButtonProps = ComponentProps<"button">;

/** A button whose icon says it all to the eye; `label` says it to everyone else. */
export function IconButton({
  icon,
  label,
  filled = false,
  className = "",
  ...rest
}: ButtonProps & { icon: IconName; label: string; filled?: boolean }) {
  return (
    <button type="button" className={`icon-button ${className}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} filled={filled} />
    </button>
  );
}

export function Button({
  icon,
  look = "quiet",
  children,
  ...rest
}: ButtonProps & { icon?: IconName; look?: "quiet" | "strong" | "danger" }) {
  return (
    <button type="button" className="button" data-look={look} {...rest}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

export function Swatch({ hex, ...rest }: ButtonProps & { hex: string }) {
  return <button type="button" className="swatch" style={{ backgroundColor: hex }} {...rest} />;
}
