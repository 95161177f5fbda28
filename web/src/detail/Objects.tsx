import type { Image } from "../api/client";
import { openSearch } from "../app/location";
import { EVERYTHING } from "../search/search";

/** Boxes around what was recognised: on hover, or always while `shown`. */
export function Objects({ image, shown }: { image: Image; shown: boolean }) {
  const { width, height, objects } = image;
  if (!width || !height) return null;
  return (
    <div className="objects" data-shown={shown || undefined}>
      {objects.map(({ name, box, confidence }) => (
        <button
          key={`${name} ${box.x} ${box.y}`}
          type="button"
          className="object"
          style={{
            left: `${(box.x / width) * 100}%`,
            top: `${(box.y / height) * 100}%`,
            width: `${(box.width / width) * 100}%`,
            height: `${(box.height / height) * 100}%`,
          }}
          aria-label={`Find pictures with ${name}`}
          title={`${name}, ${Math.round(confidence * 100)} % sure`}
          tabIndex={shown ? 0 : -1}
          onClick={() => openSearch({ ...EVERYTHING, q: name })}
        >
          <span>{name}</span>
        </button>
      ))}
    </div>
  );
}
