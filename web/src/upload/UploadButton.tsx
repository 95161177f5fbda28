import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";

import { Button } from "../ui/controls";
import { addFiles } from "./queue";

const TYPES = "image/*,.heic,.heif,.avif,.tif,.tiff";

export function UploadButton({ label = "Add pictures" }: { label?: string }) {
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        look="strong"
        icon="upload"
        className="button upload-button"
        onClick={() => input.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        accept={TYPES}
        multiple
        hidden
        aria-label={label}
        onChange={(event) => {
          addFiles(client, event.target.files ?? []);
          event.target.value = "";
        }}
      />
    </>
  );
}
