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
# ReDoc shows its maker's logo from another server, which the policy of the page refuses: no address, no logo.
LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg"
NOTHING = "data:,"


def copy() -> None:
    """Raises LookupError when ReDoc's script is not as it is known."""
    ASSETS.mkdir(exist_ok=True)
    for name in FILES:
        shutil.copy2(PACKAGES / name, ASSETS)
    redoc = ASSETS / "redoc.standalone.js"
    script = redoc.read_text("utf-8")
    if LOGO not in script:
        raise LookupError(f"{redoc.name} shows no {LOGO} any more.")
    redoc.write_text(script.replace(LOGO, NOTHING), "utf-8")


if __name__ == "__main__":
    copy()
