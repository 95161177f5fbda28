import { useMutation } from "@tanstack/react-query";

import { fetchAll } from "../images/queries";
import { IconButton } from "../ui/controls";
import { complain } from "../ui/toasts";
import { saveAs } from "../ui/saveAs";
import { formatSearch, type Search } from "./search";

/** Saves every hit of the search, not only those on screen, without the links that end. */
export function ExportButton({ search }: { search: Search }) {
  const { mutate, isPending } = useMutation({
    mutationFn: () => fetchAll(search),
    onSuccess: (images) => {
      const results = images.map(({ links: _ending, ...image }) => image);
      const text = JSON.stringify({ search: formatSearch(search), results }, null, 2);
      saveAs("search-results.json", new Blob([text], { type: "application/json" }));
    },
    onError: complain,
  });
  return (
    <IconButton
      icon="download"
      label="Save the results as JSON"
      disabled={isPending}
      onClick={() => mutate()}
    />
  );
}
