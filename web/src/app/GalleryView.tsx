import { useCallback, useDeferredValue, useMemo, useState } from "react";

import { Detail } from "../detail/Detail";
import { Grid } from "../images/Grid";
import { useProcessing } from "../images/processing";
import { useGallery } from "../images/queries";
import { leaving } from "../images/removal";
import { SelectionBar } from "../images/SelectionBar";
import { isNarrowed, isPlainList } from "../search/search";
import { ResultsBar } from "../search/ResultsBar";
import { useStore } from "../ui/store";
import { DropZone } from "../upload/DropZone";
import { UploadTray } from "../upload/UploadTray";
import { Header } from "./Header";
import { EmptyGallery, LoadFailed, NothingFound, SkeletonGrid } from "./states";
import { Shortcuts } from "./Shortcuts";
import { useOpenImageId, useOpenSearch } from "./location";
import { usePageKeys } from "./usePageKeys";

export function GalleryView({ name }: { name: string }) {
  const search = useOpenSearch();
  const openId = useOpenImageId();
  const [helping, setHelping] = useState(false);
  usePageKeys(() => setHelping(true));

  const gallery = useGallery(search);
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData } = gallery;
  useProcessing(data !== undefined);
  const hidden = useStore(leaving);
  const images = useMemo(() => {
    const all = new Map((data?.pages ?? []).flatMap((page) => page.images.map((image) => [image.id, image])));
    return [...all.values()].filter(({ id }) => !hidden.has(id));
  }, [data, hidden]);
  const shown = useDeferredValue(images);
  const loadMore = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);

  const first = data?.pages[0];
  const narrowed = isNarrowed(search);
  return (
    <>
      <div inert={openId !== undefined}>
        <a className="skip-link" href="#pictures">
          Skip to the pictures
        </a>
        <Header name={name} search={search} onHelp={() => setHelping(true)} />
        <main id="pictures" tabIndex={-1} aria-busy={isPlaceholderData}>
          <ResultsBar search={search} first={first} count={images.length} stale={isPlaceholderData} />
          {error && !data ? (
            <LoadFailed error={error} onRetry={() => void gallery.refetch()} />
          ) : !data ? (
            <SkeletonGrid />
          ) : images.length > 0 ? (
            <Grid
              images={shown}
              search={search}
              byMonth={isPlainList(search) && search.sort === ""}
              hasMore={hasNextPage}
              onEnd={loadMore}
            />
          ) : narrowed ? (
            <NothingFound search={search} />
          ) : (
            <EmptyGallery />
          )}
          {error && data && <LoadFailed error={error} onRetry={() => void fetchNextPage()} />}
        </main>
        <SelectionBar images={images} />
      </div>
      {openId !== undefined && (
        <Detail
          key="detail"
          id={openId}
          images={images}
          search={search}
          onNearEnd={hasNextPage ? loadMore : undefined}
        />
      )}
      <UploadTray />
      <DropZone />
      <Shortcuts open={helping} onClose={() => setHelping(false)} />
    </>
  );
}
