import { IconButton } from "../ui/controls";
import { toast } from "../ui/toasts";

/** The text that was read in the picture, to copy. */
export function FoundText({ text }: { text: string }) {
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(() => toast("Text copied"));
  };
  return (
    <section>
      <h3>Text in the picture</h3>
      <blockquote className="found-text">
        <p>{text}</p>
        <IconButton icon="copy" label="Copy the text" onClick={copy} />
      </blockquote>
    </section>
  );
}
