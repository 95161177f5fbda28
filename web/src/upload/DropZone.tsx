import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { Icon } from "../ui/Icon";
import { addFiles } from "./queue";
import { filesIn } from "./files";

/** Takes files dropped anywhere on the page or pasted into it. */
export function DropZone() {
  const client = useQueryClient();
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const enter = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      depth += 1;
      setOver(true);
    };
    const leave = (): void => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hover = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      void filesIn(event.dataTransfer).then((files) => addFiles(client, files));
    };
    const paste = (event: ClipboardEvent): void => {
      const files = event.clipboardData?.files;
      if (files?.length) addFiles(client, files);
    };
    const stop = new AbortController();
    const listening = { signal: stop.signal };
    addEventListener("dragenter", enter, listening);
    addEventListener("dragleave", leave, listening);
    addEventListener("dragover", hover, listening);
    addEventListener("drop", drop, listening);
    addEventListener("paste", paste, listening);
    return () => stop.abort();
  }, [client]);

  if (!over) return null;
  return (
    <div className="drop-zone">
      <div className="drop-card">
        <Icon name="upload" />
        <p>Drop your pictures anywhere</p>
      </div>
    </div>
  );
}
