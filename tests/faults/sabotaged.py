"""`python -m tests.faults.sabotaged MODULE:FUNCTION serve …`: `esec` with one of its guards taken away."""

import sys
from importlib import import_module


def apply(name: str) -> None:
    """Call the function that takes the guard away; nothing where the name is empty."""
    if name:
        module, _, function = name.partition(":")
        getattr(import_module(module), function)()


def main() -> None:
    """Run `esec` with the rest of the arguments."""
    apply(sys.argv.pop(1))
    from pipelines.cli import main as esec

    esec()


if __name__ == "__main__":
    main()
