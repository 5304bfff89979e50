"""Refusals as problem details (RFC 9457): what was asked, which parameter is at fault, and what is allowed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz import process

from dashboard.downloads.words import Words, words_for

MEDIA_TYPE: Final = "application/problem+json"
# More values than this are not listed in an answer: the nearest are, with the address of the whole list.
_LISTED: Final = 100
_NEAREST: Final = 10
_ECHOED: Final = 80

# Status by name of the problem; the page that a problem's type leads to says it in words, `problem.<name>`.
KINDS: Final = {
    "unknown-parameter": 400,
    "unknown-value": 400,
    "not-a-period": 400,
    "ends-before-start": 400,
    "repeated-parameter": 400,
    "too-many-values": 400,
    "too-many-rows": 400,
    "malformed": 400,
    "not-found": 404,
    "no-results": 404,
    "unknown-version": 404,
    "method-not-allowed": 405,
    "not-acceptable": 406,
    "answer-too-large": 413,
    "address-too-long": 414,
    "too-many-requests": 429,
    "range-not-satisfiable": 416,
    "not-implemented": 501,
    "not-published": 503,
}


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a request.

    Attributes:
        kind: a key of `KINDS`.
        detail: what is wrong and what to do, in both languages.
        parameter: the parameter at fault; empty when the address is.
        value: what was given.
        allowed: what may be given, in order; empty when that is no list.
        allowed_at: address of the whole list, where it is a table.
    """

    kind: str
    detail: Words
    parameter: str = ""
    value: str = ""
    allowed: tuple[str, ...] = ()
    allowed_at: str = ""

    def document(self) -> dict[str, Any]:
        """Return the fault as it stands in the answer."""
        said: dict[str, Any] = {"detail": self.detail["en"], "detail_fr": self.detail["fr"]}
        if self.parameter or self.kind == "unknown-parameter":
            said["parameter"] = shorten(self.parameter)
        if self.value:
            said["value"] = shorten(self.value)
        if self.allowed:
            whole = len(self.allowed) <= _LISTED
            said["allowed"] = list(self.allowed) if whole else nearest(self.value, self.allowed)
            said["allowed_count"] = len(self.allowed)
        if self.allowed_at:
            said["allowed_at"] = self.allowed_at
        return said


class Refusal(Exception):
    """A request that is answered with a problem; carries all its faults at once."""

    def __init__(self, faults: Iterable[Fault], *, headers: Sequence[tuple[str, str]] = ()) -> None:
        self.faults = list(faults)
        self.headers = list(headers)
        super().__init__("; ".join(fault.detail["en"] for fault in self.faults))

    @property
    def status(self) -> int:
        """Return HTTP status: that of the first fault."""
        return KINDS[self.faults[0].kind]

    def document(self, base: str, instance: str) -> dict[str, Any]:
        """Return the problem document.

        Args:
            base: public address of the site, or an empty text.
            instance: address that was asked for.
        """
        first = self.faults[0]
        title = words_for(f"problem.{first.kind}")
        problem = {
            "type": f"{base}/data/#{first.kind}",
            "title": title["en"],
            "title_fr": title["fr"],
            "status": self.status,
            "instance": shorten(instance, 400),
            **first.document(),
        }
        if len(self.faults) > 1:
            problem["errors"] = [{"kind": fault.kind, **fault.document()} for fault in self.faults]
        return problem


def nearest(value: str, allowed: Sequence[str]) -> list[str]:
    """Return the allowed values most like the given one, best first."""
    return [found[0] for found in process.extract(value[:_ECHOED], allowed, limit=_NEAREST)]


def shorten(text: str, limit: int = _ECHOED) -> str:
    """Return a text that is safe to repeat in an answer: printable and short."""
    clean = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
