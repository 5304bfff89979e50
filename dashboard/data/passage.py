"""The passage around a figure, from a maintainer's own copy of the text. Nothing of it is written anywhere."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pipelines.schema.columns import C

_AROUND: Final = 220
_MOST_BYTES: Final = 20_000_000


@dataclass(frozen=True)
class Passage:
    """Hold the text before the printed form, the form, and text after it."""

    before: str
    found: str
    after: str


def _one_line(text: str) -> str:
    """Use one kind of space and apostrophe, no soft hyphen: as printed forms are compared."""
    return re.sub(r"\s+", " ", text.replace("\u00ad", "").replace("’", "'")).strip()


def _page_lines(lines: list[str], page_map: str, page: int) -> list[str]:
    starts = sorted((int(number), int(line)) for number, line in (pair.split(":") for pair in page_map.split(";")))
    for place, (number, line) in enumerate(starts):
        if number == page:
            end = starts[place + 1][1] - 1 if place + 1 < len(starts) else len(lines)
            return lines[line - 1 : end]
    return []


def find_passage(document: Path | None, source: Mapping[str, Any], observation: Mapping[str, Any]) -> Passage | None:
    """Find the passage of a figure; None where there is no copy, it is another text, or the form is not on the page.

    Args:
        document: the maintainer's copy.
        source: the publication's row, with the hash of the text and its page map.
        observation: the figure's row, with page and printed form.
    """
    page_map, printed, page = source[C.PAGE_MAP], observation[C.AS_PRINTED], observation[C.PAGE]
    if document is None or not page_map or not printed or page is None:
        return None
    try:
        if document.stat().st_size > _MOST_BYTES:
            return None
        content = document.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(content).hexdigest() != source[C.DOCUMENT_SHA256]:
        return None
    lines = content.decode("utf-8", errors="replace").splitlines()
    text, form = _one_line("\n".join(_page_lines(lines, page_map, int(page)))), _one_line(printed)
    start = text.find(form)
    if start < 0:
        return None
    end = start + len(form)
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    # No word is cut where the passage is.
    if start > _AROUND:
        before = before.partition(" ")[2]
    if end + _AROUND < len(text):
        after = after.rpartition(" ")[0]
    return Passage(before, text[start:end], after)
