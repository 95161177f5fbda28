"""The app settings of a local run: local.settings.sample.json, pointed at this run's emulators."""

import json
from dataclasses import dataclass
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "local.settings.sample.json"


@dataclass(frozen=True)
class Addresses:
    """Where the parts of one run answer, and the keys they ask for."""

    storage: str
    cosmos_endpoint: str
    cosmos_key: str
    vision_endpoint: str
    vision_key: str
    issuer: str
    jwks_url: str
    audience: str
    client_id: str
    scopes: str


def app_settings(addresses: Addresses) -> dict[str, str]:
    sample: dict[str, str] = json.loads(SAMPLE.read_text())["Values"]
    return sample | {
        "AzureWebJobsStorage": addresses.storage,
        "GALLERY_STORAGE": addresses.storage,
        "GALLERY_COSMOS_ENDPOINT": addresses.cosmos_endpoint,
        "GALLERY_COSMOS_KEY": addresses.cosmos_key,
        "GALLERY_VISION_ENDPOINT": addresses.vision_endpoint,
        "GALLERY_VISION_KEY": addresses.vision_key,
        "GALLERY_AUTH_ISSUER": addresses.issuer,
        "GALLERY_AUTH_JWKS_URL": addresses.jwks_url,
        "GALLERY_AUTH_AUDIENCE": addresses.audience,
        "GALLERY_AUTH_CLIENT_ID": addresses.client_id,
        "GALLERY_AUTH_SCOPES": addresses.scopes,
    }
