"""How near five colours come to every pixel of a picture, and what finding them costs: ours and others'.

`python -m bench.colors` measures CIEDE2000 from each pixel to the nearest colour of the palette, each pixel
of a picture counting alike, and each picture alike. The photographs are those that scikit-image and
scikit-learn carry; the drawn ones are made by the tests and the search bench.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import skimage
from PIL import Image
from skimage.color import deltaE_ciede2000, rgb2lab
from sklearn.datasets import load_sample_images

from bench.peers.palettes import Palette, colorthief, gallery, kmeans
from bench.search import labelled
from bench.tables import markdown
from tests.pictures import scene

PEERS: dict[str, Callable[[Image.Image], Palette]] = {
    "gallery": gallery,
    "scikit-learn, every pixel": kmeans,
    "scikit-learn, 64 × 64": partial(kmeans, side=64),
    "ColorThief, every pixel": partial(colorthief, quality=1),
    "ColorThief, its default": partial(colorthief, quality=10),
}
PHOTOGRAPHS = (
    *("astronaut.png", "chelsea.png", "coffee.png", "hubble_deep_field.jpg", "ihc.png"),
    *("motorcycle_left.png", "retina.jpg", "rocket.jpg"),
)
LANDSCAPES = (
    ("#5b9bd5", "#2e6b3a", "#f2d16b"),
    ("#3b2a5a", "#2a1a1f", "#f7a23b"),
    ("#dfe9f2", "#8f9497", "#ffffff"),
    ("#e3c48f", "#7c1d08", "#c21f3a"),
)
SIZE = (640, 480)
SEED = 5


def photographs() -> Iterator[Image.Image]:
    folder = Path(skimage.__file__).parent / "data"
    for name in PHOTOGRAPHS:
        with Image.open(folder / name) as image:
            yield image.convert("RGB")
    yield from map(Image.fromarray, load_sample_images().images)


def drawn() -> Iterator[Image.Image]:
    """Landscapes, one picture of each labelled scene, and soft patches of many colours."""
    for seed, (sky, land, sun) in enumerate(LANDSCAPES):
        yield scene(*SIZE, seed=seed, noise=10, sky=sky, land=land, sun=sun)
    by_scene = {picture.scene: picture for picture in labelled.pictures(SEED)}
    yield from (labelled.draw(picture, SEED) for picture in by_scene.values())
    random = np.random.default_rng(SEED)
    for _ in range(4):
        patches = Image.fromarray(random.integers(0, 256, (6, 8, 3), dtype=np.uint8))
        yield patches.resize(SIZE, Image.Resampling.BICUBIC)


def difference(image: Image.Image, palette: Palette) -> float:
    """Mean CIEDE2000 of the pixels, each to the nearest colour."""
    shades, counts = np.unique(np.asarray(image).reshape(-1, 3), axis=0, return_counts=True)
    lab = rgb2lab(shades[None])[0]
    chosen = rgb2lab(np.asarray(palette, dtype=np.uint8)[None])[0]
    each = [deltaE_ciede2000(lab, np.broadcast_to(color, lab.shape)) for color in chosen]
    return float(np.average(np.min(each, axis=0), weights=counts))


def measured(find: Callable[[Image.Image], Palette], image: Image.Image) -> tuple[Palette, float]:
    """What is found, and the CPU of all threads it took, in ms."""
    started = time.process_time()
    found = find(image)
    return found, (time.process_time() - started) * 1000


def run() -> str:
    kinds = {"photographs": list(photographs()), "drawn": list(drawn())}
    errors = {name: {kind: list[float]() for kind in kinds} for name in PEERS}
    costs: dict[str, list[float]] = {name: [] for name in PEERS}
    for find in PEERS.values():
        find(kinds["drawn"][-1])  # warm
    for kind, images in kinds.items():
        for image in images:
            for name, find in PEERS.items():
                palette, cost = measured(find, image)
                errors[name][kind].append(difference(image, palette))
                costs[name].append(cost)
    return table(errors, costs)


def table(errors: dict[str, dict[str, list[float]]], costs: dict[str, list[float]]) -> str:
    ours = errors["gallery"]
    head = [f"{kind} ({len(values)})" for kind, values in ours.items()]
    rows = []
    for name, by_kind in errors.items():
        row: list[str] = [name]
        for kind, values in by_kind.items():
            mean = statistics.mean(values)
            row += [f"{mean:.2f}", f"{statistics.mean(ours[kind]) / mean:.2f}"]
        rows.append((*row, f"{statistics.median(costs[name]):,.1f}"))
    columns = (each for name in head for each in (f"ΔE of {name}", "gallery ÷ it"))
    return markdown(("by", *columns, "CPU, ms"), rows)


if __name__ == "__main__":
    print(run())
