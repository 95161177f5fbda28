import { EVERYTHING } from "../search/search";
import { Button } from "../ui/controls";
import { openSearch, useTitle } from "./location";

export function NoSuchPage() {
  useTitle("No such page");
  return (
    <main className="state">
      <h1>There is no such page</h1>
      <p>The address may have been typed or copied wrong. Your pictures are where they were.</p>
      <Button look="strong" onClick={() => openSearch(EVERYTHING)}>
        Go to the gallery
      </Button>
    </main>
  );
}
