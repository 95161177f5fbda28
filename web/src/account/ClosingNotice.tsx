import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { accountQuery } from "../images/queries";
import { Icon } from "../ui/Icon";

const LOOK_AGAIN_MS = 5000;

/** Says so while an account is being closed, for who signs in again before all is gone. */
export function ClosingNotice() {
  const client = useQueryClient();
  const { data: account } = useQuery({
    ...accountQuery,
    refetchInterval: ({ state }) => (state.data?.closingSince ? LOOK_AGAIN_MS : false),
  });
  const closing = Boolean(account?.closingSince);
  const images = account?.usage.images;
  const before = useRef(images);
  useEffect(() => {
    if (before.current !== undefined && before.current !== images && (closing || images === 0))
      void client.invalidateQueries({ queryKey: ["images"] });
    before.current = images;
  }, [client, closing, images]);
  if (!closing) return null;
  return (
    <div className="notice closing-notice" data-tone="problem" role="status">
      <Icon name="clock" />
      <p>This account is being closed. Its pictures are being deleted, also those that are added now.</p>
    </div>
  );
}
