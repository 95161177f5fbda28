/** The colours offered to search by. */
export const PALETTE: readonly (readonly [name: string, hex: string])[] = [
  ["red", "#c8322f"],
  ["orange", "#e8833a"],
  ["yellow", "#f2c94c"],
  ["green", "#4b8b3b"],
  ["teal", "#2a8c82"],
  ["blue", "#2f6db5"],
  ["purple", "#7a4b9d"],
  ["pink", "#e58fb1"],
  ["brown", "#7b5233"],
  ["white", "#f7f7f5"],
  ["gray", "#8c8c8c"],
  ["black", "#161616"],
];

/** A colour to show for a name or a hex value; nothing for an unknown name. */
export const paletteHex = (value: string): string | undefined =>
  value.startsWith("#") ? value : PALETTE.find(([name]) => name === value)?.[1];
