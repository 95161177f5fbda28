"""The pages that show the API description, and their scripts and styles."""

from functools import cache
from pathlib import Path

from shared.errors import NotFound
from shared.http.operations import Answer

ASSETS = Path(__file__).parent.parent / "assets"  # copied from npm packages when the app is installed
TYPES = {".js": "text/javascript", ".css": "text/css", ".png": "image/png"}
CSP = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' blob:; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; font-src 'self' data:; worker-src blob:; connect-src 'self'"
)
SWAGGER = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Image gallery: API</title>
<link rel="stylesheet" href="docs/assets/swagger-ui.css">
<div id="api"></div>
<script src="docs/assets/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({url: "openapi.json", dom_id: "#api", persistAuthorization: true, tryItOutEnabled: true})
</script>
</html>
"""
REDOC = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Image gallery: API</title>
<style>body { margin: 0 }</style>
<div id="api"></div>
<script src="docs/assets/redoc.standalone.js"></script>
<script>Redoc.init("openapi.json", {disableGoogleFont: true}, document.getElementById("api"))</script>
</html>
"""


def docs_page() -> Answer[str]:
    return Answer(SWAGGER, headers={"Content-Security-Policy": CSP}, media_type="text/html")


def redoc_page() -> Answer[str]:
    return Answer(REDOC, headers={"Content-Security-Policy": CSP}, media_type="text/html")


def asset(name: str) -> Answer[bytes]:
    """Raises NotFound."""
    path = ASSETS / name
    if path.suffix not in TYPES or path.parent != ASSETS or not path.is_file():
        raise NotFound("There is no such page.")
    headers = {"Cache-Control": "public, max-age=86400"}
    return Answer(_content(path), headers=headers, media_type=TYPES[path.suffix])


@cache
def _content(path: Path) -> bytes:
    return path.read_bytes()
