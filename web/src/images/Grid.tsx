import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";

import { imagePath, openImage } from "../app/location";
import type { Search } from "../search/search";
import { useStore } from "../ui/store";
import { justify, type Row } from "./layout";
import type { Listed } from "./queries";
import { selection, toggleSelected } from "./selection";
import { Tile } from "./Tile";
import { useGridKeys } from "./useGridKeys";
import { useWidth } from "./useWidth";
import { monthOf } from "./words";

const HEADING_HEIGHT = 52;
const NARROW = 600;
/** So many lines are in sight at first on most screens. */
const FIRST_LINES = 3;

/** A month, by a time in it, or a row of its pictures. */
export type Line = { heading: string } | Row<Listed>;

interface GridProps {
  images: readonly Listed[];
  search: Search;
  /** Whether images come by the month they were added. */
  byMonth: boolean;
  hasMore: boolean;
  onEnd: () => void;
}

export function Grid({ images, search, byMonth, hasMore, onEnd }: GridProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const gap = width < NARROW ? 3 : 6;
  const lines = useMemo(() => linesOf(images, width, gap, byMonth), [images, width, gap, byMonth]);
  const picked = useStore(selection);
  const order = useMemo(() => images.map((image) => image.id), [images]);
  const [activeId, setActiveId] = useState<string>();
  const active = activeId !== undefined && order.includes(activeId) ? activeId : order[0];

  const rows = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (index) => heightOf(lines[index], gap),
    overscan: 3,
    initialRect: { width: screen.width, height: screen.height },
    scrollMargin: frame.current?.offsetTop ?? 0,
  });
  useLayoutEffect(() => rows.measure(), [rows, lines]);

  const visible = rows.getVirtualItems();
  const lastVisible = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastVisible >= lines.length - 8) onEnd();
  }, [hasMore, lastVisible, lines.length, onEnd]);

  const open = useCallback((id: string) => openImage(id, search), [search]);
  const select = useCallback(
    (id: string, range: boolean) => toggleSelected(id, range ? order : undefined),
    [order],
  );
  const focus = useCallback(
    (id: string, line: number) => {
      setActiveId(id);
      rows.scrollToIndex(line, { align: "auto" });
      requestAnimationFrame(() => document.getElementById(`tile-${id}`)?.focus({ preventScroll: true }));
    },
    [rows],
  );
  const onKeyDown = useGridKeys({ lines, images, active, focus, select });

  return (
    // The keys only add to what the links and checkboxes inside already do.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={frame} className="grid" style={{ height: rows.getTotalSize() }} onKeyDown={onKeyDown}>
      {visible.map(({ index, start }) => {
        const line = lines[index];
        if (!line) return null;
        const top = start - rows.options.scrollMargin;
        if ("heading" in line) {
          return <Month key={`month ${line.heading}`} time={line.heading} top={top} />;
        }
        return (
          <div key={line.tiles[0]?.image.id} className="grid-row" style={{ top, height: line.height }}>
            {line.tiles.map(({ image, left, width: tileWidth }) => (
              <Tile
                key={image.id}
                image={image}
                left={left}
                width={tileWidth}
                height={line.height}
                href={imagePath(image.id, search)}
                urgent={index < FIRST_LINES}
                active={image.id === active}
                selected={picked.has(image.id)}
                selecting={picked.size > 0}
                onOpen={open}
                onSelect={select}
                onActivate={setActiveId}
              />
            ))}
          </div>
        );
      })}
    </div>
  );
}

const heightOf = (line: Line | undefined, gap: number): number =>
  !line ? 0 : "heading" in line ? HEADING_HEIGHT : line.height + gap;

function linesOf(images: readonly Listed[], width: number, gap: number, byMonth: boolean): Line[] {
  if (width === 0) return [];
  const target = width < NARROW ? 140 : width < 1100 ? 190 : 236;
  const rows = (members: readonly Listed[]): Row<Listed>[] => justify(members, width, target, gap);
  if (!byMonth) return rows(images);
  const months = Map.groupBy(images, ({ uploadedAt }) => {
    const day = new Date(uploadedAt);
    return day.getFullYear() * 12 + day.getMonth();
  });
  return [...months.values()].flatMap((members): Line[] => [
    { heading: members[0]?.uploadedAt ?? "" },
    ...rows(members),
  ]);
}

/** Its name comes after its pictures are asked for. */
function Month({ time, top }: { time: string; top: number }) {
  const [name, setName] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setName(monthOf(time)));
    return () => clearTimeout(timer);
  }, [time]);
  return (
    <h2 className="grid-month" style={{ top, height: HEADING_HEIGHT }}>
      {name}
    </h2>
  );
}
