"""What is broken, in order: one function a scenario."""

from collections.abc import Callable
from typing import Final

from tests.faults.data_scenarios import damage_files, full_disk, kill_build, kill_publisher, publish_versions
from tests.faults.serving_scenarios import (
    bad_setting,
    idle_takers,
    kill_workers,
    no_descriptors,
    reload_workers,
    restart,
    slow_senders,
)
from tests.faults.setting import Outcome, Setting

SCENARIOS: Final[tuple[Callable[[Setting], Outcome], ...]] = (
    kill_workers,
    publish_versions,
    kill_publisher,
    kill_build,
    damage_files,
    full_disk,
    no_descriptors,
    slow_senders,
    idle_takers,
    bad_setting,
    reload_workers,
    restart,
)
