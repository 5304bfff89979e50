"""The formats of a table's file, by extension. Each module of this folder declares one, as its `FORMAT`."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from dashboard.downloads.format import Format


def _declared() -> Iterator[Format]:
    for module in iter_modules(__path__, f"{__name__}."):
        declared: Format = import_module(module.name).FORMAT
        yield declared


FORMATS: Final[Mapping[str, Format]] = {
    each.extension: each for each in sorted(_declared(), key=lambda each: each.order)
}


def formats_of(table: str) -> list[Format]:
    """List the formats that a table can be written in."""
    return [each for each in FORMATS.values() if each.fits(table)]
