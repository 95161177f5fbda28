"""Plots of the tables in a document, as SVG beside it."""

from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt

OURS, THEIRS = "#2f6fb0", "#b8bec6"
SHADES = (OURS, THEIRS, "#a1a8b0", "#7b838d")
Rows = list[list[str]]


def draw(document: Path) -> None:
    folder = document.parent / "images"
    folder.mkdir(exist_ok=True)
    text = document.read_text()
    mpl.rcParams.update({"svg.hashsalt": "performance", "font.size": 9})
    _renditions(rows(text, "renditions"), folder / "renditions.svg")
    _requests(rows(text, "requests"), folder / "requests.svg")


def rows(text: str, section: str) -> Rows:
    """The first table of a section, its head first."""
    part = text.partition(f"<!-- {section} -->\n")[2].partition("\n\n")[0].partition("<!--")[0]
    lines = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("|")]
    return [lines[0], *lines[2:]]


def _renditions(table: Rows, path: Path) -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 2.6), layout="constrained")
    found = [row for row in table[1:] if row[0] == "12 MP JPEG"][::-1]
    names = [row[1] for row in found]
    shades = [OURS if name == "gallery" else THEIRS for name in names]
    for axes, column, title in ((left, 2, "CPU, ms (logarithmic)"), (right, 4, "peak memory, MB")):
        bars = axes.barh(names, [_number(row[column]) for row in found], color=shades)
        axes.bar_label(bars, padding=2)
        axes.set_title(title, loc="left")
        axes.spines[["top", "right"]].set_visible(False)
        axes.margins(x=0.15)
    left.set_xscale("log")
    figure.savefig(path, metadata={"Date": None})


def _requests(table: Rows, path: Path) -> None:
    figure, axes = plt.subplots(figsize=(9, 2.8), layout="constrained")
    names = [name.removesuffix(", µs") for name in table[0] if name.endswith(", µs")]
    for at, (name, shade) in enumerate(zip(names, SHADES, strict=False)):
        places = [number + (at - (len(names) - 1) / 2) * 0.22 for number in range(len(table) - 1)]
        bars = axes.bar(places, [_number(row[1 + at]) for row in table[1:]], 0.21, label=name, color=shade)
        axes.bar_label(bars, padding=2, fontsize=7)
    axes.set_xticks(range(len(table) - 1), [row[0] for row in table[1:]])
    axes.set_title("CPU of one request without the SDK call, µs", loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def _number(text: str) -> float:
    return float(text.replace(",", ""))
