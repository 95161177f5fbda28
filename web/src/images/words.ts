/** Images in words. */
import type { Image, Schemas } from "../api/client";

/** What a screen reader says of an image. */
export const altOf = (image: Image): string => image.description ?? `Picture ${image.filename}`;

const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const minute = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });
const monthName = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric" });

export const dayOf = (time: string): string => day.format(new Date(time));
export const momentOf = (time: string): string => minute.format(new Date(time));

const months = new Map<number, string>();

export function monthOf(time: string): string {
  const date = new Date(time);
  const month = date.getFullYear() * 12 + date.getMonth();
  const known = months.get(month);
  if (known !== undefined) return known;
  const name = monthName.format(date);
  months.set(month, name);
  return name;
}

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
  `${number.toLocaleString()} ${number === 1 ? one : many}`;

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
