"""Refusals as problem details (RFC 9457): what was asked, which parameter is at fault, and what is allowed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard.downloads.likeness import nearest, nearly
from dashboard.downloads.words import Words, spelled_out, words_for

MEDIA_TYPE: Final = "application/problem+json"
# More values than this are not listed in an answer: the nearest are, with the address of the whole list.
_LISTED: Final = 100
_ECHOED: Final = 80

# Status by name of the problem; the page that a problem's type leads to says it in words, `problem.<name>`.
KINDS: Final = {
    "unknown-parameter": 400,
    "unknown-value": 400,
    "not-a-period": 400,
    "not-a-number": 400,
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
    "precondition-failed": 412,
    "answer-too-large": 413,
    "address-too-long": 414,
    "range-not-satisfiable": 416,
    "too-many-requests": 429,
    "not-implemented": 501,
    "unknown-method": 501,
    "busy": 503,
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
        candidates: among which the one meant is looked for, where that is more than what is allowed.
    """

    kind: str
    detail: Words
    parameter: str = ""
    value: str = ""
    allowed: tuple[str, ...] = ()
    allowed_at: str = ""
    candidates: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the fault as it stands in the answer."""
        given = self.parameter if self.kind == "unknown-parameter" else self.value
        meant = nearly(given, self.candidates or self.allowed)
        detail = self.detail
        if meant:
            asked = words_for("fault.did-you-mean", nearest=", ".join(meant))
            detail = {lang: f"{detail[lang]} {asked[lang]}" for lang in asked}
        said: dict[str, Any] = spelled_out("detail", detail)
        if self.parameter or self.kind == "unknown-parameter":
            said["parameter"] = shorten(self.parameter)
        if self.value:
            said["value"] = shorten(self.value)
        if meant:
            said["did_you_mean"] = meant
        if self.allowed:
            whole = len(self.allowed) <= _LISTED
            others = self.allowed if whole else nearest(given, self.allowed)
            said["allowed"] = list(dict.fromkeys([*(each for each in meant if each in self.allowed), *others]))
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
            **spelled_out("title", title),
            "status": self.status,
            "instance": shorten(instance, 400),
            **first.document(),
        }
        if len(self.faults) > 1:
            problem["errors"] = [{"kind": fault.kind, **fault.document()} for fault in self.faults]
        return problem


def shorten(text: str, limit: int = _ECHOED) -> str:
    """Return a text that is safe to repeat in an answer: printable and short."""
    clean = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"


def not_found(given: str, allowed: tuple[str, ...] = (), at: str = "", candidates: tuple[str, ...] = ()) -> Refusal:
    """Return the refusal of an address that names nothing."""
    return Refusal([Fault("not-found", words_for("fault.nothing-published"), "", given, allowed, at, candidates)])


def refuse_parameters(given: Sequence[tuple[str, str]]) -> None:
    """Refuse a request for a file that takes no parameters, where it has some."""
    if given:
        detail = words_for("fault.no-parameter-taken")
        raise Refusal(Fault("unknown-parameter", detail, parameter=name) for name in dict(given))
