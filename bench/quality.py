"""How near previews come to the best resampling: PSNR and SSIM against Lanczos in floating point.

`python -m bench.quality` compares the pixels before they are encoded, with every pixel of the original
resampled to the same size. SSIM is that of Wang et al. (2004), of the luma. Grain is the standard deviation
of the noise that a picture carries, in levels of a channel: where there is nothing but noise, SSIM compares
how it was averaged.
"""

import argparse
import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

from bench.peers.previews import gallery, libvips, sharp, tutorial
from bench.renditions import make
from bench.tables import markdown
from tests.pictures import jpeg

FINE = "12 MP JPEG, grain 2"  # the others have a grain of 5
PEERS = {"sharp": sharp, "libvips": libvips, "tutorial Pillow": tutorial}
PICTURES = (FINE, "12 MP JPEG", "48 MP JPEG", "12 MP PNG", "12 MP WebP")
LUMA = np.array((0.299, 0.587, 0.114), np.float32)
HEAD = ("picture", "pixels", "by", "PSNR, dB", "SSIM")


def resampled(path: Path, size: tuple[int, int]) -> np.ndarray:
    """Height x width x 3, 0 to 255."""
    with Image.open(path) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    bands = [np.asarray(band.convert("F").resize(size, Image.Resampling.LANCZOS)) for band in upright.split()]
    return np.stack(bands, axis=-1).clip(0, 255)


def measures(made: Image.Image, best: np.ndarray) -> tuple[str, str]:
    pixels = np.asarray(made, np.float32)
    decibels = peak_signal_noise_ratio(best, pixels, data_range=255)
    similarity = structural_similarity(
        best @ LUMA,
        pixels @ LUMA,
        data_range=255,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
    )
    return f"{decibels:.1f}", f"{similarity:.4f}"


def rows(name: str, path: Path) -> Iterable[tuple[str, ...]]:
    ours = gallery(path)
    best = resampled(path, ours.size)
    size = f"{ours.width} × {ours.height}"
    yield name, size, "gallery", *measures(ours, best)
    for peer, preview in PEERS.items():
        made = preview(path, max(ours.size))
        assert made.size == ours.size, (peer, made.size)
        yield name, size, peer, *measures(made, best)


def run(names: Iterable[str]) -> str:
    found: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as kept:
        for name in names:
            path = Path(kept) / name.replace(" ", "-")
            if name == FINE:
                path.write_bytes(jpeg(4032, 3024, noise=2, quality=92, orientation=6))
            else:
                make(name, path)
            found += rows(name, path)
    return markdown(HEAD, found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", nargs="*", default=PICTURES, help=", ".join(PICTURES))
    print(run(parser.parse_args().pictures))
