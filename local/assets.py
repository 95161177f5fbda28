"""Copies the scripts and styles of the API's pages out of their npm packages."""

import shutil
from pathlib import Path

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"
ASSETS = HERE.parent / "shared" / "assets"
FILES = (
    "swagger-ui-dist/swagger-ui.css",
    "swagger-ui-dist/swagger-ui-bundle.js",
    "redoc/bundles/redoc.standalone.js",
)


def copy() -> None:
    ASSETS.mkdir(exist_ok=True)
    for name in FILES:
        shutil.copy2(PACKAGES / name, ASSETS)


if __name__ == "__main__":
    copy()
