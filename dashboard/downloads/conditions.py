"""What a request's preconditions leave of its answer (RFC 9110, section 13), for files and pages alike.

Werkzeug parses the headers. Its own judgement knows neither `If-Match: *` nor `If-Unmodified-Since`, and takes a weak
tag for a strong one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Request

GIVEN: Final = 200
UNCHANGED: Final = 304
FAILED: Final = 412


@dataclass(frozen=True)
class Validators:
    """Tell one state of what is at an address from others.

    Attributes:
        tag: entity tag without quotes; a strong one may have `:br` and the like behind it, where it was compressed.
        weak: whether it is a weak one, which all compressed forms share.
        modified: when it was last modified, if that is known.
    """

    tag: str
    weak: bool = False
    modified: datetime | None = None

    def held(self, request: Request) -> str | None:
        """Return the tag of `If-None-Match` that names this state, by weak comparison; None where none does."""
        asked = request.if_none_match
        if asked.star_tag:
            return self.tag
        # The parser gives nothing instead of a text for a tag that it cannot read.
        tags = sorted(tag for tag in asked.as_set(include_weak=True) if tag)
        return next((tag for tag in tags if tag.partition(":")[0] == self.tag), None)

    def matches(self, request: Request) -> bool:
        """Tell whether `If-Match` names this state, by strong comparison, which no weak tag stands."""
        asked = request.if_match
        if asked.star_tag:
            return True
        # Parts are never compressed: whoever holds a compressed part must not get the rest of another form.
        compressed = "Range" not in request.headers
        tags = {tag.partition(":")[0] if compressed else tag for tag in asked.as_set() if tag}
        return not self.weak and self.tag in tags

    def weigh(self, request: Request) -> int:
        """Return the status that the preconditions of a GET or HEAD leave, in the order of section 13.2.2.

        Returns:
            200 where the answer is given, 304 where the asker holds it, 412 where it is not what the asker thought.
        """
        headers, modified = request.headers, self.modified
        unmodified_since, modified_since = request.if_unmodified_since, request.if_modified_since
        if "If-Match" in headers:
            if not self.matches(request):
                return FAILED
        elif modified is not None and unmodified_since is not None and modified > unmodified_since:
            return FAILED
        if "If-None-Match" in headers:
            return UNCHANGED if self.held(request) is not None else GIVEN
        if modified is not None and modified_since is not None and modified <= modified_since:
            return UNCHANGED
        return GIVEN

    def range_holds(self, request: Request) -> bool:
        """Tell whether `If-Range` lets a part be given.

        Only by the strong tag: two states may share the day of a release, so that no date is a strong validator.
        """
        asked = request.headers.get("If-Range")
        return asked is None or (not self.weak and asked.strip() == f'"{self.tag}"')


def asked_span(request: Request, length: int) -> tuple[int, int] | None:
    """Return the bytes from, and before, which a request's one range asks for; None where it asks for the whole.

    Several ranges, other units and what is no range ask for the whole, and so does any method but GET (section 14.2).

    Raises:
        ValueError: the range lies outside.
    """
    asked = request.range
    if request.method != "GET" or asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    start, stop = asked.ranges[0]
    # The last bytes of a file may be more than it has.
    start = max(0, start + length) if start < 0 else start
    if start >= length:
        raise ValueError("outside")
    return start, length if stop is None else min(stop, length)
