/** Small pictures of files this browser has just sent, shown until the gallery has its own. */
import { Store } from "../ui/store";

export interface LocalPreview {
  url: string;
  width: number;
  height: number;
}

const SIDE = 720;

/** By image id. */
export const localPreviews = new Store<ReadonlyMap<string, LocalPreview>>(new Map());

export const keepPreview = (imageId: string, preview: LocalPreview): void =>
  localPreviews.update((kept) => new Map([...kept, [imageId, preview]]));

/** Draw a file small, upright. Nothing for what the browser cannot read, such as HEIC. */
export async function previewOf(file: File): Promise<LocalPreview | undefined> {
  try {
    const bitmap = await createImageBitmap(file);
    const { width, height } = bitmap;
    const scale = Math.min(1, SIDE / Math.max(width, height));
    const canvas = new OffscreenCanvas(Math.max(1, width * scale), Math.max(1, height * scale));
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.8 });
    return { url: URL.createObjectURL(blob), width, height };
  } catch {
    return undefined;
  }
}
