"""The table of settings in docs/deployment.md, from their declaration: `python -m tests.settings_table FILE`."""

import sys
import types
from pathlib import Path
from typing import Final, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from dashboard.settings import Settings
from pipelines.schema.paths import ROOT

START: Final = "<!-- settings: from here on made by `python -m tests.settings_table docs/deployment.md` -->"
END: Final = "<!-- settings: until here -->"
_KINDS: Final = {"int": "whole number", "float": "number", "str": "text", "Path": "path", "HttpUrl": "address"}
_BOUNDS: Final = (("ge", "at least {}"), ("le", "at most {}"), ("gt", "above {}"), ("lt", "below {}"))


def _kind(annotation: object) -> str:
    if get_origin(annotation) in (Union, types.UnionType):
        return " or ".join(_kind(part) for part in get_args(annotation) if part is not type(None))
    if get_origin(annotation) is Literal:
        return " or ".join(get_args(annotation))
    name = getattr(annotation, "__name__", str(annotation))
    return _KINDS.get(name, name)


def _bounds(field: FieldInfo) -> str:
    found = [
        words.format(getattr(rule, key)) for rule in field.metadata for key, words in _BOUNDS if hasattr(rule, key)
    ]
    return ", ".join(["", *found])


def _default(value: object) -> str:
    if value is PydanticUndefined:
        return "required"
    if value is None or value == "":
        return "none"
    if isinstance(value, str) and Path(value).is_relative_to(ROOT):
        value = Path(value).relative_to(ROOT)
    return f"`{value}`"


def settings_table() -> str:
    """Every setting as a Markdown table: variable, kind with its bounds, default, what it does."""
    lines = ["| variable | takes | default | what it does |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        variable = f"`{Settings.model_config.get('env_prefix', '')}{name}`".upper()
        takes = _kind(field.annotation) + _bounds(field)
        lines.append(f"| {variable} | {takes} | {_default(field.default)} | {field.description} |")
    return "\n".join(lines)


def replace_between(text: str, opening: str, closing: str, table: str) -> str:
    """The text with another table between two marks.

    Raises:
        ValueError: the text lacks a mark.
    """
    before, start, rest = text.partition(opening)
    _, end, after = rest.partition(closing)
    if not start or not end:
        raise ValueError(f"the text lacks {opening!r} or {closing!r}")
    return f"{before}{opening}\n\n{table}\n\n{closing}{after}"


def replace_table(text: str) -> str:
    """The text with the table of settings made anew; raises ValueError where it lacks a mark."""
    return replace_between(text, START, END, settings_table())


def main() -> None:
    """Write the table into the file that the command line names."""
    path = Path(sys.argv[1])
    path.write_text(replace_table(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
