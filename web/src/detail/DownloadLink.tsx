import type { Image } from "../api/client";
import { Icon } from "../ui/Icon";

export function DownloadLink({ image }: { image: Image }) {
  return (
    <a
      className="icon-button"
      href={image.links.original}
      download={image.filename}
      aria-label="Download the original"
      title="Download the original"
    >
      <Icon name="download" />
    </a>
  );
}
