import type { Image } from "../api/client";
import { openSearch } from "../app/location";
import { EVERYTHING, withColor } from "../search/search";

/** The picture's colours, as wide as the area they cover. */
export function ColorStrip({ image }: { image: Image }) {
  return (
    <section>
      <h3>Colours</h3>
      <div className="colors">
        {image.colors.map(({ hex, name, fraction }) => (
          <button
            key={hex}
            type="button"
            className="color"
            style={{ backgroundColor: hex, flexGrow: fraction }}
            aria-label={`Find pictures in ${name} ${hex}, ${Math.round(fraction * 100)} percent of this one`}
            title={`${name} ${hex}`}
            onClick={() => openSearch(withColor(EVERYTHING, hex))}
          />
        ))}
      </div>
    </section>
  );
}
