import { useCallback, useDeferredValue, useMemo, useState } from "react";

import { ClosingNotice } from "../account/ClosingNotice";
import { Detail } from "../detail/Detail";
import { Grid } from "../images/Grid";
import { useProcessing } from "../images/processing";
import { useGallery } from "../images/queries";
import { leaving } from "../images/removal";
import { SelectionBar } from "../images/SelectionBar";
import { isNarrowed, isPlainList } from "../search/search";
import { ResultsBar } from "../search/ResultsBar";
import { typing } from "../search/typing";
import { useStore } from "../ui/store";
import { DropZone } from "../upload/DropZone";
import { UploadTray } from "../upload/UploadTray";
import { Header } from "./Header";
import { EmptyGallery, LoadFailed, NothingFound, SkeletonGrid } from "./states";
import { Shortcuts } from "./Shortcuts";
import { useOpenImageId, useOpenSearch, useTitle } from "./location";
import { usePageKeys } from "./usePageKeys";

export function GalleryView({ name }: { name: string }) {
  const search = useOpenSearch();
  const openId = useOpenImageId();
  const [helping, setHelping] = useState(false);
  useTitle(openId === undefined ? search.q : undefined);
  usePageKeys(() => setHelping(true));

  const gallery = useGallery(search);
  const { error, hasNextPage, isFetchingNextPage, fetchNextPage, isPlaceholderData } = gallery;
  const data = useSettled(gallery.data);
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
  const stale = isPlaceholderData || data !== gallery.data;
  const narrowed = isNarrowed(search);
  return (
    <>
      <div inert={openId !== undefined}>
        <a className="skip-link" href="#pictures">
          Skip to the pictures
        </a>
        <Header name={name} search={search} onHelp={() => setHelping(true)} />
        <main id="pictures" tabIndex={-1} aria-busy={stale}>
          {data && <ClosingNotice />}
          <ResultsBar search={search} first={first} count={images.length} stale={stale} />
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

type Answer = ReturnType<typeof useGallery>["data"];

/** The answer to a search; in the middle of a word that finds nothing yet, the one before. */
function useSettled(latest: Answer): Answer {
  const halfway = useStore(typing);
  const [full, setFull] = useState(latest);
  const empty = latest?.pages[0]?.total === 0;
  if (latest && !empty && latest !== full) setFull(latest);
  return empty && halfway ? (full ?? latest) : latest;
}
