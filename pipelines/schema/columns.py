"""Names of the published columns and tables that code refers to, so that none is spelled twice.

The full declaration, with types and descriptions, is in `fields.toml` and `tables.toml`; a test keeps the two in step.
"""

from typing import Final

from pipelines.schema.declared import FIELD_NAMES, TABLE_NAMES


class _Names:
    """Attribute access to declared names: `C.OBS_VALUE` is `"obs_value"`; an undeclared one raises at once."""

    def __init__(self, what: str, names: frozenset[str]) -> None:
        self._what = what
        self._names = names

    def __getattr__(self, attribute: str) -> str:
        name = attribute.lower()
        if attribute.isupper() and name in self._names:
            return name
        raise AttributeError(f"no {self._what} named {name!r} is declared in pipelines/schema")


C: Final = _Names("column", FIELD_NAMES)
T: Final = _Names("table", TABLE_NAMES)
# Order in which tables that grow with the figures are published: those of one indicator lie together, so that reading
# them touches few row groups.
ORDER: Final = {
    T.OBSERVATIONS: (C.INDICATOR_ID, C.TIME_PERIOD, C.SOURCE_ID, C.OBS_ID),
    T.LINEAGE: (C.TABLE_ID, C.ROW_KEY),
}
