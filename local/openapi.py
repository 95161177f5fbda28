"""`python -m local.openapi` prints the API description."""

import json

import function_app  # noqa: F401 (registers every operation)
from shared.http.openapi import document

if __name__ == "__main__":
    print(json.dumps(document(), indent=2))
