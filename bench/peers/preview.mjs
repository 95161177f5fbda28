// A preview of a picture by sharp, before it is encoded: a PNG on standard output.
import sharp from "sharp";

const [picture, side] = process.argv.slice(2);
const inside = { fit: "inside", withoutEnlargement: true };
const image = sharp(picture).rotate().resize(Number(side), Number(side), inside).removeAlpha();
process.stdout.write(await image.png({ compressionLevel: 1 }).toBuffer());
