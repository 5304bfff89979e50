"""The data set as a whole: title, licence, publisher and citation, from `dataset.toml`."""

from typing import Any, Final

from pipelines.schema.declared import by_language, read_declaration

_DECLARED: Final[dict[str, Any]] = read_declaration("dataset.toml")
_LICENCE: Final[dict[str, Any]] = _DECLARED["licence"]

NAME: Final[str] = _DECLARED["name"]
PUBLISHER: Final[str] = _DECLARED["publisher"]
TITLE: Final[dict[str, str]] = by_language(_DECLARED["title"])
DESCRIPTION: Final[dict[str, str]] = by_language(_DECLARED["description"])
KEYWORDS: Final[dict[str, list[str]]] = by_language(_DECLARED["keywords"])
LICENCE_NAME: Final[str] = _LICENCE["name"]
LICENCE_TITLE: Final[str] = _LICENCE["title"]
LICENCE_URL: Final[str] = _LICENCE["url"]
TERMS: Final[dict[str, str]] = by_language([words.format_map(_LICENCE) for words in _LICENCE["terms"]])
# By version, where an archive has given one.
DOIS: Final[dict[str, str]] = _DECLARED.get("dois", {})
# For metadata that has one language.
LICENCE: Final = TERMS["en"]


def cite_dataset(version: str, released: str) -> str:
    """Return the citation of the data set for file metadata, in English."""
    return f"{PUBLISHER} ({released[:4]}). {TITLE['en']} (version {version}) [Data set]."


def version_order(version: str) -> tuple[int, ...]:
    """Place of a semantic version among others."""
    return tuple(int(part) for part in version.split("."))
