from collections.abc import Iterator

import pytest
from django.utils import translation

from tests import factories


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    """What is said is looked at as officers read it, whatever was spoken before."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def force(db: None) -> factories.Force:
    return factories.force()
