import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useSession } from "../auth/useSession";
import { clearSelection } from "../images/selection";
import { Toasts } from "../ui/Toasts";
import { cancelUploads, clearSettled } from "../upload/queue";
import { GalleryView } from "./GalleryView";
import { Welcome } from "./Welcome";

export function App() {
  const session = useSession();
  const client = useQueryClient();
  const owner = session.status === "signed-in" ? session.subject : undefined;

  useEffect(
    () => () => {
      if (owner === undefined) return;
      cancelUploads();
      clearSettled();
      clearSelection();
      client.clear();
    },
    [client, owner],
  );

  return (
    <>
      {session.status === "signed-in" && <GalleryView key={session.subject} name={session.name} />}
      {session.status === "signed-out" && <Welcome notice={session.notice} />}
      <Toasts />
    </>
  );
}
