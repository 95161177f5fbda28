import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useSession } from "../auth/useSession";
import { clearSelection } from "../images/selection";
import { Toasts } from "../ui/Toasts";
import { cancelUploads, clearSettled } from "../upload/queue";
import { GalleryView } from "./GalleryView";
import { useIsKnown } from "./location";
import { NoSuchPage } from "./NoSuchPage";
import { Welcome } from "./Welcome";

export function App() {
  const session = useSession();
  const known = useIsKnown();
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
      {!known && <NoSuchPage />}
      {known && session.status === "signed-in" && <GalleryView key={session.subject} name={session.name} />}
      {known && session.status === "signed-out" && <Welcome notice={session.notice} />}
      <Toasts />
    </>
  );
}
