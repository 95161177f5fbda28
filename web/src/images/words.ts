/** Images in words. */
import type { Image, Schemas } from "../api/client";

/** What a screen reader says of an image. */
export const altOf = (image: Image): string => image.description ?? `Picture ${image.filename}`;

/** Made when first used: a browser takes long to load what it knows of dates. */
function formatter(options: Intl.DateTimeFormatOptions): (time: string) => string {
  let format: Intl.DateTimeFormat | undefined;
  return (time) => (format ??= new Intl.DateTimeFormat(undefined, options)).format(new Date(time));
}

export const dayOf = formatter({ day: "numeric", month: "long", year: "numeric" });
export const momentOf = formatter({ dateStyle: "long", timeStyle: "short" });
export const monthOf = formatter({ month: "long", year: "numeric" });

export function sizeOf(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const format = {
    style: "unit",
    unit: units[step],
    unitDisplay: "short",
    maximumFractionDigits: step > 1 ? 1 : 0,
  } as const;
  return new Intl.NumberFormat(undefined, format).format(bytes / 1000 ** step);
}

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number < 1000 ? number : number.toLocaleString()} ${number === 1 ? one : many}`;

const FIELDS: Record<string, string> = {
  description: "Description",
  tags: "Tag",
  text: "Text in the picture",
  filename: "File name",
  colors: "Colour",
};

/** Why an image is a hit. How near it is in meaning is a number that tells a person nothing. */
export const reasonOf = ({ field, value }: Schemas["Match"]): string =>
  field === "meaning" ? "Close in meaning" : `${FIELDS[field] ?? field}: ${value}`;

/** The same in a corner of the picture: a tag needs no introduction there. */
export const briefReasonOf = (match: Schemas["Match"]): string =>
  match.field === "tags" ? match.value : reasonOf(match);
