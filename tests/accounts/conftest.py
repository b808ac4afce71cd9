import pytest

from tests import factories


@pytest.fixture
def force(db: None) -> factories.Force:
    return factories.force()
