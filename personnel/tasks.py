"""What the workers can do for this room: registered with `desk.jobs` as it loads."""

from personnel.services import import_runs  # noqa: F401
from personnel.services.rounds import matching  # noqa: F401
