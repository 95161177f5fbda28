"""CPU and memory of the renditions of one picture: the gallery against libvips, sharp and the tutorial way.

`python -m bench.renditions` runs it all. Every turn is a process of its own, warm before it is measured;
peers take turns. All read the picture from its file, as the gallery's worker does. CPU is user and system
time of all threads; memory the peak of the process.
"""

import argparse
import importlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench.tables import markdown

HERE = Path(__file__).parent
PEERS = {
    "gallery": "pillow_gallery:derive",
    "sharp": "sharp.mjs",
    "libvips": "vips:derive",
    "libvips, our design": "vips:derive_alike",
    "tutorial Pillow": "tutorial:derive",
}
PICTURES = (
    "12 MP JPEG",
    "48 MP JPEG",
    "12 MP progressive JPEG",
    "12 MP PNG",
    "12 MP WebP",
    "12 MP AVIF",
    "12 MP HEIC",
)
NOT_READ = {("sharp", "12 MP HEIC"), ("libvips", "12 MP HEIC"), ("libvips, our design", "12 MP HEIC")}
TURNS = 5
CALLS = {"tutorial Pillow": 2}


def picture(name: str, path: Path) -> None:
    """Something like a photograph: soft shapes, edges and grain, upright by its EXIF orientation."""
    import numpy as np
    import pillow_heif
    from PIL import Image

    from tests.pictures import exif, scene

    width, height = (8064, 6048) if name.startswith("48") else (4032, 3024)
    rng = np.random.default_rng(5)
    texture = Image.fromarray(rng.integers(0, 255, (height // 24, width // 24, 3), dtype=np.uint8))
    soft = texture.resize((width, height), Image.Resampling.BICUBIC)
    image = Image.blend(scene(width, height, noise=5), soft, 0.25)
    format = name.rpartition(" ")[2]
    turned: dict[str, Any] = {"exif": exif(orientation=6)}
    match format:
        case "JPEG":
            image.save(path, "JPEG", quality=88, progressive="progressive" in name, **turned)
        case "PNG":
            image.save(path, "PNG", compress_level=3)
        case "WebP":
            image.save(path, "WEBP", quality=80, method=1)
        case "AVIF":
            image.save(path, "AVIF", quality=70, speed=9)
        case "HEIC":
            pillow_heif.register_heif_opener()
            image.save(path, "HEIF", quality=60)


def make(name: str, path: Path) -> None:
    """In a process of its own: one that is started inherits the peak memory of the one that starts it."""
    subprocess.run([sys.executable, "-m", "bench.renditions", "--make", name, path], check=True)


def turn(derive: Callable[[Path], list[bytes]], path: Path, calls: int) -> dict[str, Any]:
    for _ in range(min(calls, 3)):
        made = derive(path)
    before = resource.getrusage(resource.RUSAGE_SELF)
    for _ in range(calls):
        made = derive(path)
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return {
        "cpu": seconds * 1000 / calls,
        "rss": after.ru_maxrss / 1024,
        "bytes": [len(each) for each in made],
    }


def measured(peer: str, path: Path, calls: int) -> dict[str, Any]:
    where = PEERS[peer]
    if where.endswith(".mjs"):
        command = ["node", str(HERE / "peers" / where), str(path), str(calls)]
    else:
        command = [sys.executable, "-m", "bench.renditions", "--turn", where, str(path), str(calls)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def table(results: dict[str, dict[str, list[dict[str, Any]]]]) -> str:
    rows: list[Iterable[object]] = []
    for name, by_peer in results.items():
        ours = _middle(by_peer["gallery"], "cpu"), _middle(by_peer["gallery"], "rss")
        for peer, turns in by_peer.items():
            cpu, rss = _middle(turns, "cpu"), _middle(turns, "rss")
            sizes = " + ".join(f"{size / 1000:.0f}" for size in turns[0]["bytes"])
            rows.append(
                (
                    name,
                    peer,
                    f"{cpu:,.0f}",
                    f"{ours[0] / cpu:.2f}",
                    f"{rss:,.0f}",
                    f"{ours[1] / rss:.2f}",
                    sizes,
                )
            )
    return markdown(("picture", "by", "CPU, ms", "gallery ÷ it", "peak MB", "gallery ÷ it", "kB out"), rows)


def _middle(turns: list[dict[str, Any]], what: str) -> float:
    return float(statistics.median(turn[what] for turn in turns))


def run(turns: int, names: Iterable[str]) -> str:
    results: dict[str, dict[str, list[dict[str, Any]]]] = {}
    with tempfile.TemporaryDirectory() as kept:
        for name in names:
            path = Path(kept) / name.replace(" ", "-")
            make(name, path)
            results[name] = {peer: [] for peer in PEERS if (peer, name) not in NOT_READ}
            for _ in range(turns):
                for peer, kept_turns in results[name].items():
                    kept_turns.append(measured(peer, path, CALLS.get(peer, 8)))
    return table(results)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", nargs="*", default=PICTURES, help=", ".join(PICTURES))
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--turn", nargs=3, metavar=("PEER", "PICTURE", "CALLS"))
    parser.add_argument("--make", nargs=2, metavar=("NAME", "PATH"))
    given = parser.parse_args()
    if given.make:
        picture(given.make[0], Path(given.make[1]))
    elif given.turn:
        module, _, function = given.turn[0].partition(":")
        peer = getattr(importlib.import_module(f"bench.peers.{module}"), function)
        print(json.dumps(turn(peer, Path(given.turn[1]), int(given.turn[2]))))
    else:
        print(run(given.turns, given.pictures))
