"""What the gallery costs by the picture and by the search, from its call budgets and a list of prices.

python -m infra.costs [--write]      prints the tables, or puts them into docs/costs.md
"""

import argparse
import json
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "costs.md"
BEGIN, END = "<!-- made by python -m infra.costs --write -->\n", "<!-- end -->"
THOUSAND = 1000
INSTANCE_GB = 2

Budget = dict[str, float]

# What one of each uses. Request units are rules of thumb for these items and indexes: 1 to read 1 KB by id,
# about 10 to write an image of 2 KB, about 40 to write an embedding of 12 KB beside it, 3 and up for a query.
UPLOAD: Budget = {
    "functions execution": 1,
    "functions memory": INSTANCE_GB * 1.0,
    "cosmos request units": 25,
    "blob write": 1,
    "event": 1,
    "logs": 3e-6,
}
ANALYSIS: Budget = {
    "functions execution": 1,
    "functions memory": INSTANCE_GB * 2.5,
    "cosmos request units": 65,
    "blob read": 1,
    "blob write": 3,
    "queue operation": 3,
    "vision tags, objects, people": 3,
    "vision caption, read": 2,
    "vision image embedding": 1,
    "logs": 3e-6,
}
KEPT_A_MONTH: Budget = {"blob storage, hot": 4.3e-3, "cosmos storage": 2e-5}
SEARCH: Budget = {
    "functions execution": 1,
    "functions memory": INSTANCE_GB * 1.0,
    "cosmos request units": 60,
    "vision text embedding": 1,
    "logs": 3e-6,
}
PAGE_OF_THE_LIST: Budget = {
    "functions execution": 1,
    "functions memory": INSTANCE_GB * 1.0,
    "cosmos request units": 15,
    "blob read": 20,
    "logs": 3e-6,
}
BUDGETS = {
    "uploaded": UPLOAD,
    "analysed": ANALYSIS,
    "kept for a month (4 MB, with renditions)": KEPT_A_MONTH,
    "searches": SEARCH,
    "list pages, tiles loaded": PAGE_OF_THE_LIST,
}


def prices() -> dict[str, float]:
    """US dollars for one of each."""
    listed = json.loads((ROOT / "infra" / "prices.json").read_text())
    return {name: entry["price"] / entry["per"] for name, entry in listed.items()}


def cost(budget: Budget) -> float:
    each = prices()
    return sum(quantity * each[name] for name, quantity in budget.items())


def summary() -> str:
    """Dollars for a thousand of each, and the largest part of it."""
    rows = ["| a thousand | US $ | most of it |", "|---|---:|---|"]
    each = prices()
    for name, budget in BUDGETS.items():
        most = max(budget, key=lambda part: budget[part] * each[part])
        share = budget[most] * each[most] / cost(budget)
        rows.append(f"| {name} | {THOUSAND * cost(budget):.3f} | {most} ({share:.0%}) |")
    return "\n".join(rows)


def detail() -> str:
    """Each price, and how often one of each activity pays it."""
    rows = [
        "| price | US $ | " + " | ".join(BUDGETS) + " |",
        "|---|---:|" + "---:|" * len(BUDGETS),
    ]
    for name, entry in json.loads((ROOT / "infra" / "prices.json").read_text()).items():
        used = [f"{budget[name]:g}" if name in budget else "" for budget in BUDGETS.values()]
        unit = f"{entry['per']:,} × {entry['unit']}" if entry["per"] > 1 else entry["unit"]
        rows.append(f"| {name} | {entry['price']:g} / {unit} | " + " | ".join(used) + " |")
    return "\n".join(rows)


def written(page: str) -> str:
    """The page with the tables of now between its marks."""
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}{summary()}\n\n{detail()}\n{END}{rest.split(END)[1]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="put the tables into docs/costs.md")
    if parser.parse_args().write:
        PAGE.write_text(written(PAGE.read_text()))
    else:
        print(f"{summary()}\n\n{detail()}")


if __name__ == "__main__":
    main()
