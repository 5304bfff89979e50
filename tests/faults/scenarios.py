"""All scenarios, from the modules that declare them."""

import pkgutil
from importlib import import_module
from typing import Final

import tests.faults
from tests.faults.scenario import REGISTERED, Scenario


def _declared() -> tuple[Scenario, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(tests.faults.__path__))
    for name in names:
        if name.startswith("connections") or name.endswith("_scenarios"):
            import_module(f"{tests.faults.__name__}.{name}")
    return tuple(REGISTERED)


SCENARIOS: Final = _declared()
