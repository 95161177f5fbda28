/** What a file is, by its first bytes: names, and the types that browsers guess from them, may be wrong. */

const UNKNOWN = "application/octet-stream";

const SIGNATURES: readonly (readonly [type: string, pattern: RegExp])[] = [
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/png", /^\x89PNG\r\n/],
  ["image/gif", /^GIF8[79]a/],
  ["image/webp", /^RIFF.{4}WEBP/s],
  ["image/tiff", /^(?:II[*+]\0|MM\0[*+])/],
  ["image/bmp", /^BM/],
];

/** The brands of an ISO base media file (ISO/IEC 14496-12, ftyp); the generic one counts last. */
const BRANDS: readonly (readonly [type: string, pattern: RegExp])[] = [
  ["image/avif", /^avi[fs]$/],
  ["image/heic", /^he(?:i[cxms]|v[cxms])$/],
  ["image/heif", /^m[is]f1$/],
];

/** Its media type, or "application/octet-stream" for what is no picture the gallery knows. */
export async function contentTypeOf(file: Blob): Promise<string> {
  const head = new Uint8Array(await file.slice(0, 256).arrayBuffer());
  const text = String.fromCharCode(...head);
  if (text.slice(4, 8) === "ftyp") return typeOfBrands(text, new DataView(head.buffer).getUint32(0));
  return SIGNATURES.find(([, pattern]) => pattern.test(text))?.[0] ?? UNKNOWN;
}

function typeOfBrands(head: string, end: number): string {
  const brands = [head.slice(8, 12), ...(head.slice(16, end).match(/.{4}/gs) ?? [])];
  const matching = BRANDS.find(([, pattern]) => brands.some((brand) => pattern.test(brand)));
  return matching?.[0] ?? UNKNOWN;
}
