"""What the decorators need while the app is indexed, read without a library: every cold start pays for it."""

import os

STORAGE = "GALLERY_STORAGE"  # the connection that the blob and queue triggers and our clients share
BLOB_SOURCE = "EventGrid"
SWEEP_SCHEDULE = "0 */5 * * * *"


def blob_source() -> str:
    return os.environ.get("GALLERY_BLOB_TRIGGER_SOURCE", BLOB_SOURCE)


def sweep_schedule() -> str:
    return os.environ.get("GALLERY_SWEEP_SCHEDULE", SWEEP_SCHEDULE)
