import type { ReactNode } from "react";

import type { Image } from "../api/client";
import { momentOf, sizeOf } from "../images/words";

/** What the camera and the file say. */
export function FileFacts({ image }: { image: Image }) {
  const { takenAt, camera, lens, iso, exposure, fNumber, focalLength, location } = image.exif;
  const settings = [
    exposure && `${exposure} s`,
    fNumber && `ƒ/${fNumber}`,
    focalLength && `${focalLength} mm`,
    iso && `ISO ${iso}`,
  ].filter(Boolean);
  const size = image.width && image.height ? `${image.width} × ${image.height}, ` : "";
  return (
    <section>
      <h3>Details</h3>
      <dl className="file-facts">
        {takenAt && <Fact term="Taken">{momentOf(takenAt)}</Fact>}
        <Fact term="Added">{momentOf(image.uploadedAt)}</Fact>
        {camera && <Fact term="Camera">{camera}</Fact>}
        {lens && <Fact term="Lens">{lens}</Fact>}
        {settings.length > 0 && <Fact term="Exposure">{settings.join(" · ")}</Fact>}
        <Fact term="File">
          {image.filename}
          <br />
          {size}
          {sizeOf(image.size)}
        </Fact>
        {image.people > 0 && <Fact term="People">{image.people}</Fact>}
        {location && <Fact term="Place">{placeOf(location)}</Fact>}
      </dl>
    </section>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function placeOf({ latitude, longitude }: { latitude: number; longitude: number }): string {
  return `${degrees(latitude, "N", "S")}, ${degrees(longitude, "E", "W")}`;
}

const degrees = (value: number, positive: string, negative: string): string =>
  `${Math.abs(value).toFixed(4)}° ${value < 0 ? negative : positive}`;
