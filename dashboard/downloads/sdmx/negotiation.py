"""Formats of SDMX messages, and which of them a request asks for, by `format` or by `Accept` (SDMX REST 2.x)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Request
from werkzeug.http import parse_accept_header, parse_options_header

from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.words import words_for

FORMAT: Final = "format"
_BASE: Final = "application/vnd.sdmx."


@dataclass(frozen=True)
class Message:
    """A format of messages.

    Attributes:
        name: what `format` calls it.
        media_type: with the version of the format; what pysdmx calls it too.
        extension: ending of its files.
        plain: media types without a version that are answered with it.
    """

    name: str
    media_type: str
    extension: str
    plain: tuple[str, ...]

    @property
    def is_json(self) -> bool:
        """Tell whether it is JSON."""
        return self.extension == "json"


def _message(name: str, kind: str, version: str, *plain: str) -> Message:
    return Message(name, f"{_BASE}{kind};version={version}", name.partition("-")[0], plain)


_JSON: Final = ("application/json",)
_XML: Final = ("application/xml", "text/xml")
# The first of each is what the standard gives to those who ask for nothing.
STRUCTURES: Final = (
    _message("json", "structure+json", "2.0.0", *_JSON),
    _message("xml", "structure+xml", "3.0.0", *_XML),
    _message("xml-2.1", "structure+xml", "2.1", *_XML),
)
DATA: Final = (
    _message("json", "data+json", "2.0.0", *_JSON),
    _message("xml", "data+xml", "3.0.0", *_XML),
    _message("csv", "data+csv", "2.0.0", "text/csv"),
    _message("xml-2.1", "genericdata+xml", "2.1", *_XML),
    _message("xml-2.1-specific", "structurespecificdata+xml", "2.1"),
)


def named(name: str, known: Sequence[Message]) -> Message:
    """Return a format by its name."""
    return next(each for each in known if each.name == name)


def _accepts(asked: str, form: Message) -> bool:
    """Tell whether a media type that is asked for stands for a format; without a version, any will do."""
    essence, options = parse_options_header(asked)
    if essence in form.plain:
        return True
    ours, said = parse_options_header(form.media_type)
    return essence == ours and options.get("version", said["version"]).rstrip("+") == said["version"]


def choose(request: Request, known: Sequence[Message], default: Message, given: str) -> Message:
    """Return the format of the answer.

    Args:
        request: the request, whose `Accept` is read.
        known: formats that its address has.
        default: the one for those who ask for nothing.
        given: the parameter `format`, a name or a media type; empty where there is none.

    Raises:
        Refusal: none of those that are asked for is offered.
    """
    names = tuple(each.name for each in known)
    if given:
        found = next((each for each in known if given == each.name or _accepts(given, each)), None)
        if found:
            return found
        raise Refusal([Fault("not-acceptable", words_for("fault.sdmx-media-type"), FORMAT, given, names)])
    accept = request.headers.get("Accept", "").strip()
    # The default comes first where several are equally good.
    ordered = [default, *(each for each in known if each is not default)]
    for asked, quality in parse_accept_header(accept) or [("*/*", 1.0)]:
        if quality <= 0:
            continue
        found = default if asked == "*/*" else next((each for each in ordered if _accepts(asked, each)), None)
        if found:
            return found
    types = tuple(each.media_type for each in known)
    raise Refusal([Fault("not-acceptable", words_for("fault.sdmx-media-type"), "Accept", accept, types)])
