"""What stands around the panels: the key to the marks, and, in downloads, title, events, notes, source and address."""

from collections.abc import Sequence

from dashboard.charts.figure.canvas import Canvas
from dashboard.charts.figure.marks import SYMBOLS, outline_of
from dashboard.charts.layout.sizes import ASCENT, CAP, LINE, RADIUS, SMALL, text_width, wrap
from dashboard.charts.spec import ChartSpec, KeyEntry
from dashboard.charts.texts import counted, text

_TITLE, _TITLE_NARROW, _SUBTITLE = 20.0, 17.0, 13.5
_MOST_NOTES = 4
_SIGN = 30.0


def draw_header(canvas: Canvas, spec: ChartSpec, top: float) -> float:
    """Title, subtitle and the sentence made from the data; returns where the panels may begin."""
    title = _TITLE_NARROW if canvas.room.narrow else _TITLE
    top = canvas.write_wrapped(top, spec.title, title, evenly=True, bold=True)
    top = canvas.write_wrapped(top + 2, spec.subtitle, _SUBTITLE, evenly=True, fill=canvas.theme.muted)
    if spec.lead:
        top = canvas.write_wrapped(top + 6, spec.lead, _SUBTITLE)
    return top + 14


def draw_footer(canvas: Canvas, spec: ChartSpec, top: float, *, version: str, address: str) -> float:
    """Events by number, notes, source with pages, version and address; returns the bottom."""
    muted = canvas.theme.muted
    canvas.rule((canvas.room.left, top), (canvas.room.right, top), canvas.theme.grid, 1)
    top += 8
    for event in spec.events:
        top = canvas.write_wrapped(top, f"{event.number}. {event.spoken}", SMALL, fill=muted)
    if spec.events:
        top += 6
    for note in spec.notes[:_MOST_NOTES]:
        top = canvas.write_wrapped(top, note.spoken, SMALL, fill=muted)
    left_out = len(spec.notes) - _MOST_NOTES
    if left_out > 0:
        more = counted("more_notes", left_out, spec.lang)
        top = canvas.write_wrapped(top, more, SMALL, fill=muted)
    if spec.notes:
        top += 6
    top = canvas.write_wrapped(top, spec.source, SMALL)
    stamped = [address, text("version", spec.lang, version=version) if version else ""]
    line = ", ".join(part for part in stamped if part)
    return canvas.write_wrapped(top + 2, line, SMALL, fill=muted) if line else top


def draw_key(canvas: Canvas, entries: Sequence[KeyEntry], top: float) -> float:
    """The key to the marks, flowing over as many lines as it needs; returns where the next block may begin."""
    x, line_height = canvas.room.left, SMALL * LINE + 4
    for entry in entries:
        width = _SIGN + text_width(entry.label, SMALL)
        if x > canvas.room.left and x + width > canvas.room.right:
            x, top = canvas.room.left, top + line_height
        lines = wrap(entry.label, SMALL, canvas.room.right - x - _SIGN)
        _draw_sign(canvas, entry, x + 11, top + SMALL * LINE / 2)
        below = canvas.write_lines(top, lines, SMALL, x + _SIGN - 4, fill=canvas.theme.muted)
        if len(lines) > 1:
            x, top = canvas.room.left, below + 4
        else:
            x += width + 14
    return top + line_height if x > canvas.room.left else top


def _draw_sign(canvas: Canvas, entry: KeyEntry, x: float, y: float) -> None:
    theme = canvas.theme
    colour = theme.colour(0)
    match entry.sign:
        case "shape" | "hollow":
            # In no series' colour: the sign explains the shape, whatever colour it has.
            fill, edge, width = (theme.paper, theme.muted, 1.8) if entry.sign == "hollow" else (theme.muted, "", 0.0)
            symbol, size = SYMBOLS[entry.shape]
            canvas.outline([(x + dx, y + dy) for dx, dy in outline_of(symbol, RADIUS * size)], fill, edge, width)
        case "range":
            for line in (((x - 9, y), (x + 9, y)), *(((x + d, y - CAP), (x + d, y + CAP)) for d in (-9, 9))):
                canvas.rule(*line, colour, 3 if line[0][1] == y else 2.4)
        case "bound":
            canvas.rule((x + 9, y - CAP), (x + 9, y + CAP), colour, 2.4)
            canvas.rule((x + 9, y), (x - 2, y), colour, 2)
            canvas.outline([(x - 9, y), (x, y - 4.5), (x, y + 4.5)], colour)
        case "break":
            canvas.rule((x, y - 8), (x, y + 8), theme.rule, 1.4, dash="5px,3px")
        case "margin":
            y += ASCENT
            canvas.rule((x - 9, y), (x + 9, y), theme.ink, 1.4)
            for d in (-9, 9):
                canvas.rule((x + d, y - 4), (x + d, y + 4), theme.ink, 1.4)
