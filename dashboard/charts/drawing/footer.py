"""What stands around the panels: the key to the marks, and, in downloads, title, events, notes, source and address."""

from collections.abc import Sequence

from dashboard.charts.drawing.marks import RADIUS, draw_bound, draw_mark, draw_range, draw_whisker
from dashboard.charts.drawing.metrics import text_width, wrap
from dashboard.charts.drawing.sheet import ASCENT, LINE, SMALL, Sheet
from dashboard.charts.spec import ChartSpec, KeyEntry
from dashboard.charts.texts import text

_TITLE, _TITLE_NARROW, _SUBTITLE = 20.0, 17.0, 13.5
_MOST_NOTES = 4
_SIGN = 30.0


def draw_header(sheet: Sheet, spec: ChartSpec, top: float) -> float:
    """Title, subtitle and the sentence made from the data; returns where the panels may begin."""
    top = sheet.write_heading(top, spec.title, _TITLE_NARROW if sheet.narrow else _TITLE, bold=True)
    top = sheet.write_heading(top + 2, spec.subtitle, _SUBTITLE, fill=sheet.theme.muted)
    if spec.lead:
        top = sheet.write_wrapped(top + 6, spec.lead, _SUBTITLE)
    return top + 14


def draw_footer(sheet: Sheet, spec: ChartSpec, top: float, *, version: str, address: str) -> float:
    """Events by number, notes, source with pages, version and address; returns the bottom."""
    muted = sheet.theme.muted
    sheet.out.add("path", d=f"M{sheet.left:.1f} {top:.1f}H{sheet.right:.1f}", stroke=sheet.theme.grid, stroke_width=1)
    top += 8
    for event in spec.events:
        top = sheet.write_wrapped(top, f"{event.number}. {event.spoken}", SMALL, fill=muted)
    if spec.events:
        top += 6
    for note in spec.notes[:_MOST_NOTES]:
        top = sheet.write_wrapped(top, note.spoken, SMALL, fill=muted)
    left_out = len(spec.notes) - _MOST_NOTES
    if left_out > 0:
        more = text("more_notes_one" if left_out == 1 else "more_notes", spec.lang, n=left_out)
        top = sheet.write_wrapped(top, more, SMALL, fill=muted)
    if spec.notes:
        top += 6
    top = sheet.write_wrapped(top, spec.source, SMALL)
    stamped = [address, text("version", spec.lang, version=version) if version else ""]
    line = ", ".join(part for part in stamped if part)
    return sheet.write_wrapped(top + 2, line, SMALL, fill=muted) if line else top


def draw_key(sheet: Sheet, entries: Sequence[KeyEntry], top: float) -> float:
    """The key to the marks, flowing over as many lines as it needs; returns where the next block may begin."""
    x, line_height = sheet.left, SMALL * LINE + 4
    for entry in entries:
        width = _SIGN + text_width(entry.label, SMALL)
        if x > sheet.left and x + width > sheet.right:
            x, top = sheet.left, top + line_height
        lines = wrap(entry.label, SMALL, sheet.right - x - _SIGN)
        _draw_sign(sheet, entry, x + 11, top + SMALL * LINE / 2)
        below = sheet.write_lines(top, lines, SMALL, x=x + _SIGN - 4, fill=sheet.theme.muted)
        if len(lines) > 1:
            x, top = sheet.left, below + 4
        else:
            x += width + 14
    return top + line_height if x > sheet.left else top


def _draw_sign(sheet: Sheet, entry: KeyEntry, x: float, y: float) -> None:
    out, theme = sheet.out, sheet.theme
    colour = theme.colour(0)
    match entry.sign:
        case "shape" | "hollow":
            # In no series' colour: the sign explains the shape, whatever colour it has.
            draw_mark(out, entry.shape, x, y, theme.muted, theme, hollow=entry.sign == "hollow", r=RADIUS)
        case "range":
            draw_range(out, (x - 9, y), (x + 9, y), colour, 3)
        case "bound":
            draw_bound(out, x + 9, y, -18, 0, colour, 2)
        case "break":
            out.add("path", d=f"M{x:.1f} {y - 8:.1f}v16", stroke=theme.rule, stroke_width=1.4, stroke_dasharray="5 3")
        case "margin":
            draw_whisker(out, x - 9, x + 9, y + ASCENT, theme)
