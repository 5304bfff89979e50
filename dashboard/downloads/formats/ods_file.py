"""OpenDocument spreadsheets (ODF 1.4, ISO/IEC 26300) for LibreOffice and others: the sheets of the XLSX.

odfdo makes the package, its styles and properties; rows are put in as XML, since an object a cell takes minutes.
"""

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from html import escape
from io import BytesIO
from typing import Any, Final

from dashboard.downloads.format import Format
from dashboard.downloads.rows import Rows
from dashboard.downloads.workbook import MOST_ROWS, READ, Cell, Grid, Number, Sheet, Workbook
from dashboard.downloads.workbook_texts import language_tags, properties
from pipelines.schema.declared import Language
from pipelines.schema.safe_text import fit_for_xml

# A character of the common fonts takes about this much.
_CENTIMETRES: Final = 0.19
_CONTENT: Final = "content.xml"
_THUMBNAIL: Final = "Thumbnails/thumbnail.png"
_HEADING: Final = "esec-heading"
_HEAD: Final = "esec-head"
_READ: Final = "esec-read"
_PLAIN: Final = ""


def _number_style(decimals: int) -> str:
    return f"esec-number-{decimals}"


def _styles(sheets: Sequence[Sheet]) -> Iterator[str]:
    """Give the styles that the sheets use, as XML."""
    bold = '<style:text-properties fo:font-weight="bold"{size}/>'
    wrap = '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>'
    for name, inner in (
        (_HEADING, bold.format(size=' fo:font-size="14pt"')),
        (_HEAD, wrap + bold.format(size="")),
        (_READ, wrap),
    ):
        yield f'<style:style style:name="{name}" style:family="table-cell">{inner}</style:style>'
    for width in sorted({width for sheet in sheets for width in _widths(sheet)}):
        size = f'<style:table-column-properties style:column-width="{width * _CENTIMETRES:.2f}cm"/>'
        yield f'<style:style style:name="esec-width-{width}" style:family="table-column">{size}</style:style>'
    numbers = {
        cell.decimals for sheet in sheets for cells in _body(sheet) for cell in cells if isinstance(cell, Number)
    }
    for decimals in sorted(numbers):
        name = _number_style(decimals)
        yield (
            f'<number:number-style style:name="{name}-shape"><number:number number:decimal-places="{decimals}" '
            f'number:min-decimal-places="{decimals}" number:min-integer-digits="1" number:grouping="true"/>'
            "</number:number-style>"
        )
        yield f'<style:style style:name="{name}" style:family="table-cell" style:data-style-name="{name}-shape"/>'


def _body(sheet: Sheet) -> Sequence[Sequence[Cell]]:
    return sheet.grid.body if sheet.grid else ()


def _widths(sheet: Sheet) -> Sequence[int]:
    return sheet.grid.widths if sheet.grid else (READ,)


def _text(text: str) -> str:
    """Return a text as a paragraph, in which spaces, tabs and ends of lines stay."""
    safe = escape(fit_for_xml(text))
    marked = safe.replace("\r\n", "\n").replace("\t", "<text:tab/>").replace("\n", "<text:line-break/>")
    return f"<text:p>{marked.replace('  ', ' <text:s/>')}</text:p>"


def _cell(value: Cell, style: str = _PLAIN, link: str = "") -> str:
    """Return a cell with its type."""
    if isinstance(value, Number):
        style = _number_style(value.decimals)
        value = value.value
    named = f' table:style-name="{style}"' if style else ""
    if value is None:
        return f"<table:table-cell{named}/>"
    if isinstance(value, bool):
        said = str(value).lower()
        return (
            f'<table:table-cell{named} office:value-type="boolean" office:boolean-value="{said}">{_text(said)}'
            "</table:table-cell>"
        )
    if isinstance(value, (int, float)):
        return f'<table:table-cell{named} office:value-type="float" office:value="{value!r}"/>'
    inner = _text(value)
    if link:
        shown = escape(fit_for_xml(value))
        inner = f'<text:p><text:a xlink:type="simple" xlink:href="{escape(link)}">{shown}</text:a></text:p>'
    return f'<table:table-cell{named} office:value-type="string">{inner}</table:table-cell>'


def _row(cells: Iterable[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _table(sheet: Sheet) -> str:
    """Return a sheet as XML; its header row is repeated on each page."""
    columns = "".join(f'<table:table-column table:style-name="esec-width-{width}"/>' for width in _widths(sheet))
    rows = [_row([_cell(sheet.heading, _HEADING)])]
    rows += [_row([_cell(line, _PLAIN if sheet.grid else _READ)]) for line in sheet.lines]
    if sheet.grid:
        rows += _grid_rows(sheet.grid)
    return f'<table:table table:name="{escape(sheet.name)}">{columns}{"".join(rows)}</table:table>'


def _grid_rows(grid: Grid) -> Iterator[str]:
    head = _row(_cell(text, _HEAD) for text in grid.header)
    yield f"<table:table-header-rows>{head}</table:table-header-rows>"
    style = _READ if grid.is_read else _PLAIN
    for first, *others in grid.body:
        link = f"#'{first}'.A1" if grid.links else ""
        yield _row([_cell(first, style, link), *(_cell(cell, style) for cell in others)])


def _filters(sheets: Sequence[Sheet]) -> str:
    """Return the tables by name, each with buttons that filter it."""
    found = []
    for sheet in sheets:
        if sheet.grid and sheet.grid.body:
            first = len(sheet.lines) + 2
            last = f"{_letters(len(sheet.grid.header))}{first + len(sheet.grid.body)}"
            name = escape(sheet.name.replace("'", "''"))
            area = f"'{name}'.A{first}:'{name}'.{last}"
            found.append(
                f'<table:database-range table:name="{sheet.grid.name}" table:target-range-address="{area}" '
                'table:display-filter-buttons="true"/>'
            )
    return f"<table:database-ranges>{''.join(found)}</table:database-ranges>"


def _letters(number: int) -> str:
    """Name a column by its number from 1, as spreadsheets do."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def ods_of(
    sheets: Iterable[Sheet], said: Mapping[str, Any], languages: Sequence[Language], version: str, released: str
) -> bytes:
    """Return sheets as an OpenDocument spreadsheet; the arguments and the promise are those of `xlsx_of`."""
    # A server that is not asked for such a file does without.
    from odfdo import Document, Element

    held = list(sheets)
    book: Any = Document("spreadsheet")
    book.body.clear()
    styles = book.get_part(_CONTENT).get_element("//office:automatic-styles")
    for style in _styles(held):
        styles.append(Element.from_tag(style))
    _describe(book.meta, said, languages, version, released)
    book.manifest.del_full_path(_THUMBNAIL)
    before, _, after = book.get_part(_CONTENT).serialize().decode().partition("<office:spreadsheet/>")
    tables = "".join(map(_table, held)) + _filters(held)
    kept = [name for name in book.container.parts if name != _THUMBNAIL and not name.endswith("/")]
    parts = {
        **{name: book.container.get_part(name) for name in kept},
        _CONTENT: f"{before}<office:spreadsheet>{tables}</office:spreadsheet>{after}".encode(),
        **{name: book.get_part(name).serialize() for name in ("meta.xml", "META-INF/manifest.xml")},
    }
    return _packed(parts, date.fromisoformat(released))


def _describe(meta: Any, said: Mapping[str, Any], languages: Sequence[Language], version: str, released: str) -> None:
    day = datetime.fromisoformat(released)
    said = {name: fit_for_xml(str(text)) for name, text in said.items()}
    meta.title, meta.subject, meta.creator = said["title"], said["subject"], said["author"]
    meta.initial_creator, meta.keyword, meta.description = said["author"], said["keywords"], said["comments"]
    meta.creation_date, meta.date = day, day
    meta.language = language_tags(languages).partition(",")[0]
    meta.generator = said["author"]
    meta.clear_user_defined_metadata()
    meta.set_user_defined_metadata("Language", language_tags(languages))
    meta.set_user_defined_metadata("Version", version)


def _packed(parts: Mapping[str, Any], released: date) -> bytes:
    """Return the package, its media type first, with the day of the release as the time of each part."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (released.year, released.month, released.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            package.writestr(entry, content)
    return packed.getvalue()


def write_ods(rows: Rows) -> Iterator[bytes]:
    """Return the rows as an OpenDocument spreadsheet; the same rows give the same bytes.

    Raises:
        Refusal: there are more rows than a workbook is made of here.
    """
    book = Workbook(rows, FORMAT.extension)
    dataset = rows.dataset
    said = properties(rows, book.title)
    yield ods_of(book.sheets(), said, book.languages, dataset.version, dataset.released)


FORMAT: Final = Format(
    extension="ods",
    order=25,
    media_type="application/vnd.oasis.opendocument.spreadsheet",
    name="ODS",
    write=write_ods,
    sized=False,
    streams=False,
    for_people=True,
    most_rows=MOST_ROWS,
)
