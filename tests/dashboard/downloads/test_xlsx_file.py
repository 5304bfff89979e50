"""Workbooks by the guidance of government statisticians, and safe to open."""

import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.formats import xlsx_file
from dashboard.downloads.problems import Refusal


def workbook(files: DownloadCatalogue, path: str = "observations.xlsx", **given: str) -> Any:
    return openpyxl.load_workbook(BytesIO(files.body(files.find(path, list(given.items())))))


def test_one_table_a_sheet_from_the_first_column_under_a_heading(files: DownloadCatalogue) -> None:
    book = workbook(files, lang="fr")
    assert book.sheetnames == ["Couverture", "Sommaire", "Tableau", "Notes", "Colonnes", "Codes"]
    for sheet in book.worksheets:
        assert sheet["A1"].value and sheet["A1"].font.bold
        assert not sheet.merged_cells.ranges
        assert len(sheet.tables) == (0 if sheet.title == "Couverture" else 1)
        for table in sheet.tables.values():
            assert table.ref.startswith("A")
            first = int(table.ref.split(":")[0].removeprefix("A"))
            assert sheet.freeze_panes == f"B{first + 1}"
            header = [cell.value for cell in sheet[first]]
            assert all(header) and len(set(header)) == len(header)


@pytest.mark.parametrize("lang", ["fr", "both"])
def test_texts_to_be_read_are_shown_whole_and_printed_as_wide_as_a_page(files: DownloadCatalogue, lang: str) -> None:
    book = workbook(files, "indicators/prostitution-recourse-mean.xlsx", lang=lang)
    for number, sheet in enumerate(book.worksheets):
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        if number == 2:
            # The table is wider than a page: each page says which rows and columns it shows.
            assert sheet.print_title_rows == "$5:$5" and sheet.print_title_cols == "$A:$A"
            continue
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
        first, spans = 2 if number == 0 else 4, sheet.column_dimensions.values()
        for row in sheet.iter_rows(min_row=first):
            height = sheet.row_dimensions[row[0].row].height or 15
            for cell in row:
                widths = [each.width for each in spans if each.min <= cell.column <= each.max]
                width = widths[0] if widths else 8
                assert len(str(cell.value or "")) <= (width + 1) * height / 15, (sheet.title, cell.coordinate)
                assert cell.value is None or cell.alignment.wrap_text or cell.hyperlink, (sheet.title, cell.coordinate)


def test_numbers_are_numbers_and_texts_never_formulas(hostile_files: DownloadCatalogue) -> None:
    book = workbook(hostile_files)
    kinds = {
        cell.data_type
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert kinds <= {"n", "s", "b"}
    sheet = book.worksheets[2]
    header = [cell.value for cell in sheet[5]]
    values = sheet.iter_cols(
        min_col=header.index("Value · Valeur") + 1, max_col=header.index("Value · Valeur") + 1, min_row=6
    )
    cells = next(iter(values))
    assert all(cell.data_type == "n" for cell in cells)
    assert min(cell.value for cell in cells if cell.value is not None) == -12.5
    parts = zipfile.ZipFile(BytesIO(hostile_files.body(hostile_files.find("observations.xlsx")))).namelist()
    # Links lead inside the workbook only; an outside one would stand in a relations part of a sheet.
    assert not any("externalLink" in name for name in parts)


def test_notes_are_marked_in_brackets_and_explained(files: DownloadCatalogue) -> None:
    book = workbook(files, lang="fr")
    table, notes = book["Tableau"], book["Notes"]
    header = [cell.value for cell in table[5]]
    place = header.index("Notes")
    explained = {row[0]: row[1] for row in notes.iter_rows(min_row=4, values_only=True)}
    used = set()
    for row in table.iter_rows(min_row=6, values_only=True):
        marks = str(row[place] or "")
        for mark in filter(None, marks.split("] ")):
            used.add(mark.strip("[]"))
        note = row[header.index("Note (français)")]
        if note:
            assert note in [explained[mark.strip("[]")] for mark in marks.split("] ")]
    assert used == set(explained) and used


def test_every_code_in_the_table_is_explained(files: DownloadCatalogue) -> None:
    book = workbook(files, lang="en", topic="opinion")
    explained = {tuple(row[:2]): row[2] for row in book["Codes"].iter_rows(min_row=4, values_only=True)}
    table = list(book["Table"].iter_rows(min_row=5, values_only=True))
    place = table[0].index("Answer")
    answers = {row[place] for row in table[1:]}
    assert answers == {code for codelist, code in explained if codelist == "CL_ANSWER"}
    assert all(explained["CL_ANSWER", code] for code in answers)


def test_the_contents_lead_to_each_sheet(files: DownloadCatalogue) -> None:
    book = workbook(files, "indicators/prostitution-recourse-cases.xlsx", lang="en")
    sheet = book["Contents"]
    links = [cell.hyperlink.location for row in sheet.iter_rows(min_row=4) for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[2:]]


def test_the_cover_says_version_licence_citation_and_selection(files: DownloadCatalogue) -> None:
    book = workbook(files, lang="fr", topic="opinion")
    lines = " ".join(str(row[0]) for row in book["Couverture"].iter_rows(values_only=True))
    for expected in (
        files.dataset.version,
        files.dataset.released,
        "CC-BY-4.0",
        "topic=opinion",
        files.cite_dataset("fr"),
    ):
        assert expected in lines


def test_the_workbook_of_an_indicator_says_what_is_counted_and_its_caveats(files: DownloadCatalogue) -> None:
    book = workbook(files, "indicators/prostitution-recourse-cases.xlsx", lang="en")
    indicator = files.published.records("indicators")["prostitution-recourse-cases"]
    lines = " ".join(str(row[0]) for row in book["Cover"].iter_rows(values_only=True))
    assert indicator["name_en"] in lines and indicator["definition_en"] in lines and indicator["population_en"] in lines
    for caveat_id in indicator["caveat_ids"].split(";"):
        assert files.published.records("caveats")[caveat_id]["text_en"] in lines
    assert book["Table"]["A1"].value == indicator["name_en"]


def test_properties_say_title_language_and_a_fixed_date(files: DownloadCatalogue) -> None:
    book = workbook(files, lang="fr")
    assert book.properties.title and book.properties.creator and book.properties.keywords
    assert book.properties.created == datetime.fromisoformat(files.dataset.released)
    custom = {prop.name: prop.value for prop in book.custom_doc_props.props}
    assert custom == {"Language": "fr-FR", "Version": files.dataset.version}


def test_every_sheet_fits_the_names_of_both_languages(files: DownloadCatalogue) -> None:
    assert all(len(name) <= 31 for name in workbook(files).sheetnames)


def test_an_empty_selection_says_why(files: DownloadCatalogue) -> None:
    book = workbook(files, lang="en", topic="helpline", sex="F")
    sheet = book["Table"]
    assert "No row matches all of" in sheet["A4"].value
    assert sheet.max_row == 5


def test_more_rows_than_a_workbook_takes_are_refused_before_anything_is_sent(
    files: DownloadCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_file, "MOST_ROWS", 10)
    with pytest.raises(Refusal) as caught:
        files.body(files.find("observations.xlsx", [("topic", "opinion,online")]))
    assert caught.value.faults[0].kind == "too-many-rows"
