import { useEffect, useRef, useState, type ReactNode } from "react";

import { IconButton } from "./controls";

interface ScrollRowProps {
  label: string;
  className: string;
  children: ReactNode;
}

/** A row that may be longer than the screen: it fades out where it goes on, and there is a button to go on. */
export function ScrollRow({ label, className, children }: ScrollRowProps) {
  const row = useRef<HTMLDivElement>(null);
  const [{ before, after }, setMore] = useState({ before: false, after: false });
  useEffect(() => {
    const watched = row.current;
    if (!watched) return undefined;
    const look = (): void => {
      const { scrollLeft, scrollWidth, clientWidth } = watched;
      const [earlier, later] = [scrollLeft > 1, scrollLeft + clientWidth < scrollWidth - 1];
      setMore((known) =>
        known.before === earlier && known.after === later ? known : { before: earlier, after: later },
      );
    };
    const observer = new ResizeObserver(look);
    observer.observe(watched);
    for (const content of watched.children) observer.observe(content);
    watched.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      watched.removeEventListener("scroll", look);
    };
  }, []);
  const scroll = (direction: 1 | -1): void =>
    row.current?.scrollBy({ left: direction * row.current.clientWidth * 0.7, behavior: "smooth" });
  return (
    <div className="scroll-row" data-before={before || undefined} data-after={after || undefined}>
      <div ref={row} className="scroll-track" role="group" aria-label={label}>
        <div className={className}>{children}</div>
      </div>
      {before && <IconButton icon="left" label="Show those before" onClick={() => scroll(-1)} />}
      {after && <IconButton icon="right" label="Show more of them" onClick={() => scroll(1)} />}
    </div>
  );
}
