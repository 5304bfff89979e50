"""What SDMX REST requests are answered with: structures, data and what data there is, each as a file of its version."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from dashboard.downloads.files import WHOLE_ROWS, DownloadCatalogue, File
from dashboard.downloads.formats import sdmx_file
from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.published import Published
from dashboard.downloads.sdmx.addresses import Asked, is_one_of
from dashboard.downloads.sdmx.data_json import write_json
from dashboard.downloads.sdmx.data_xml import write_xml
from dashboard.downloads.sdmx.flow import AGENCY, DATAFLOW, TIME, VALUE, Component, structure_id
from dashboard.downloads.sdmx.negotiation import Message
from dashboard.downloads.sdmx.observations import SlicedRows, components_in
from dashboard.downloads.sdmx.slices import Slice, narrow, read_filter, read_key, read_period_filter, refuse
from dashboard.downloads.selection import CHOICES, LANG, Selection
from dashboard.downloads.words import words_for
from pipelines.schema.columns import T

_START: Final = "startPeriod"
_END: Final = "endPeriod"
_ALL_ATTRIBUTES: Final = ("", "all", "dsd", "obs")
_DETAILS: Final = ("full", "dataonly")


def message_id(*parts: object) -> str:
    """Return the id of a message: the same for the same question to the same version."""
    return f"{AGENCY}-{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"


def check_flow(published: Published, asked: Asked) -> None:
    """Refuse a request for another flow than ours."""
    known = is_one_of(AGENCY, asked.agency) and is_one_of(DATAFLOW, asked.id) and asked.kind != "provisionagreement"
    if not known:
        named = f"{asked.agency}:{asked.id}"
        raise refuse("no-results", "fault.sdmx-not-held", "", named, [structure_id(published.version)])


def slices_of(published: Published, asked: Asked, without: str = "") -> list[Slice]:
    """Return the conditions that key and filters make, less those on one dimension.

    Raises:
        Refusal: one of them is malformed or names what there is not.
    """
    filters = [
        read_filter(published, name, text) for name, text in asked.filters.items() if not without or name != without
    ]
    for name, operator in ((_START, "ge"), (_END, "le")):
        text = asked.given.get(name)
        if text and without != TIME:
            if "+" in text or "," in text or ":" in text:
                raise refuse("not-a-period", "fault.sdmx-period", name, text)
            filters.append(read_period_filter(published, name, f"{operator}:{text}"))
    return narrow(read_key(published, asked.key, without), filters)


def _among(published: Published, name: str, asked: str, whole: Sequence[str], ids: Iterable[str]) -> set[str]:
    """Return the components that `attributes` or `measures` asks for."""
    known = list(ids)
    if asked in whole:
        return set(known)
    wanted = set() if asked in ("none", "dataset", "series", "msd") else set(asked.split(","))
    for each in sorted(wanted - set(known)):
        raise refuse("unknown-value", "fault.not-allowed", name, each, known)
    return wanted


def _kept(rows: SlicedRows, asked: Asked) -> list[Component]:
    found = components_in(rows)
    detail = asked.given.get("detail") or "full"
    if detail not in _DETAILS:
        raise refuse("not-implemented", "fault.sdmx-not-done", "detail", detail, _DETAILS)
    attributes = [each.id for each in found if not each.is_dimension and each.id != VALUE]
    named = "none" if detail == "dataonly" else asked.given.get("attributes", "")
    kept = _among(rows.published, "attributes", named, _ALL_ATTRIBUTES, attributes)
    kept |= _among(rows.published, "measures", asked.given.get("measures", ""), ("", "all"), [VALUE])
    return [each for each in found if each.is_dimension or each.id in kept]


def choice_of(asked: Asked, name: str, known: Sequence[str]) -> str:
    """Return a parameter that has few values, the first of which is the default."""
    text = asked.given.get(name) or known[0]
    if text not in known:
        raise refuse("unknown-value", "fault.not-allowed", name, text, known)
    return text


def _writer(
    rows: SlicedRows, components: Sequence[Component], form: Message, name: str
) -> Callable[[], Iterator[bytes]]:
    if form.name == "csv":
        return lambda: sdmx_file.write_sdmx(rows, components)
    if form.is_json:
        return lambda: write_json(rows, components, name)
    return lambda: write_xml(rows, components, form, name)


def answer_data(files: DownloadCatalogue, asked: Asked, form: Message) -> tuple[File, int]:
    """Return the figures that are asked for, and how many they are.

    Raises:
        Refusal: the request is malformed, nothing matches (404), or too much for a format that is made whole (413).
    """
    published = files.published
    check_flow(published, asked)
    shape = asked.given.get("dimensionAtObservation", "")
    if shape not in ("", "AllDimensions"):
        raise refuse("not-implemented", "fault.sdmx-not-done", "dimensionAtObservation", shape, ["AllDimensions"])
    selection = Selection(
        table=T.OBSERVATIONS,
        lang=choice_of(asked, LANG, CHOICES[LANG]),
        sdmx_labels=choice_of(asked, "labels", sdmx_file.LABELS[:3]),
    )
    slices = slices_of(published, asked)
    rows = SlicedRows(published, files.dataset, selection, tuple(slices))
    components = _kept(rows, asked)
    count = rows.count()
    if not count:
        raise refuse("no-results", "fault.sdmx-nothing", "key", asked.key)
    if count > WHOLE_ROWS and form.name != "csv":
        detail = words_for("fault.sdmx-too-large", count=count, most=WHOLE_ROWS)
        raise Refusal([Fault("answer-too-large", detail, "key", asked.key)])
    told = [sorted((column, sorted(values)) for column, values in each.items()) for each in slices]
    state = message_id(form.media_type, told, [each.id for each in components], selection.query)
    file = File(
        f"{T.OBSERVATIONS}.sdmx.csv",
        form.media_type if form.is_json else f"{form.media_type}; charset=utf-8",
        f"{DATAFLOW}_{published.version}.{form.extension}".lower(),
        _writer(rows, components, form, message_id(state, published.version)),
        whole=count <= WHOLE_ROWS,
        state=state,
    )
    return file, count


def file_of(state: Sequence[object], form: Message, make: Callable[[], bytes]) -> File:
    """Return a structure message as a file; made when it is first asked for."""
    return File(
        f"sdmx/structure.{form.extension}",
        form.media_type if form.is_json else f"{form.media_type}; charset=utf-8",
        f"structure.{form.extension}",
        lambda: iter([make()]),
        inline=True,
        state=message_id(form.media_type, *state),
    )
