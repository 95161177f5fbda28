from collections.abc import Iterator

import pytest

from tests.e2e.local_gallery import LocalGallery, Person, local_gallery


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalGallery]:
    with local_gallery(tmp_path_factory.mktemp("gallery") / "state") as running:
        yield running


@pytest.fixture
def person(gallery: LocalGallery, request: pytest.FixtureRequest) -> Person:
    """Somebody nobody else is."""
    return gallery.person(f"person of {request.node.name}")
