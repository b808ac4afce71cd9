import pytest

from tests import factories


@pytest.fixture
def made(db: None) -> factories.Force:
    return factories.force()
