"""A row stands alone: words beside codes, citation, version and address, in the languages asked for."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from dashboard.downloads.citations import cite_observation
from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.rows import Rows
from dashboard.downloads.selection import Selection
from pipelines.schema.declared import tables
from tests.dashboard.downloads.reading_back import arrow_of


def records(folder: Path, table: str, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in pq.read_table(folder / f"{table}.parquet").to_pylist()}


def columns_of(files: DownloadCatalogue, **chosen: str) -> list[str]:
    return [
        column.name
        for column in Rows(files.published, files.dataset, Selection(table="observations", **chosen)).columns
    ]  # type: ignore[arg-type]


def test_codes_stand_beside_their_words(files: DownloadCatalogue, folder: Path) -> None:
    codes = {(row["codelist_id"], row["code"]): row for row in pq.read_table(folder / "codelists.parquet").to_pylist()}
    catalogue = {
        "indicator_id": ("indicator_label", records(folder, "indicators", "indicator_id"), "name"),
        "unit_measure": ("unit_measure_label", records(folder, "units", "unit_measure"), "name"),
        "ref_area": ("ref_area_label", records(folder, "areas", "ref_area"), "name"),
        "origin_id": ("origin_label", records(folder, "origins", "origin_id"), "name"),
        "source_id": ("source_label", records(folder, "sources", "source_id"), "short"),
        "comparability_id": ("comparability_label", records(folder, "comparability", "comparability_id"), "name"),
        "topic_id": ("topic_label", records(folder, "topics", "topic_id"), "name"),
    }
    coded = {
        "sex": "CL_SEX",
        "age": "CL_AGE",
        "answer": "CL_ANSWER",
        "qualifier": "CL_QUALIFIER",
        "obs_status": "CL_OBS_STATUS",
        "section": "CL_SECTION",
        "confidence": "CL_CONFIDENCE",
        "measure_kind": "CL_MEASURE_KIND",
        "exploitation_form": "CL_FORM",
        "proof": "CL_PROOF",
    }
    rows = arrow_of(Rows(files.published, files.dataset, Selection(table="observations"))).to_pylist()
    assert rows
    for row in rows:
        for lang in ("en", "fr"):
            for column, (label, found, stem) in catalogue.items():
                assert row[f"{label}_{lang}"] == found[row[column]][f"{stem}_{lang}"]
            for column, codelist in coded.items():
                expected = codes[codelist, row[column]][f"name_{lang}"] if row[column] else None
                assert row[f"{column}_label_{lang}"] == expected


def test_each_row_carries_the_citation_of_its_figure(files: DownloadCatalogue, folder: Path) -> None:
    indicators, sources, origins = (
        records(folder, table, key)
        for table, key in (("indicators", "indicator_id"), ("sources", "source_id"), ("origins", "origin_id"))
    )
    for row in arrow_of(Rows(files.published, files.dataset, Selection(table="observations"))).to_pylist():
        for lang in ("en", "fr"):
            cited = cite_observation(
                row,
                indicators[row["indicator_id"]],
                sources[row["source_id"]],
                files.dataset,
                style=lang,  # type: ignore[arg-type]
                origin=origins[row["origin_id"]],
            )
            assert row[f"citation_{lang}"] == cited
            assert row[f"address_{lang}"] == f"https://esec.example/{lang}/figures/{row['obs_id']}"
        assert row["data_version"] == files.dataset.version


def test_crosschecks_stand_in_the_rows_they_concern(files: DownloadCatalogue, folder: Path) -> None:
    checks = [row for row in pq.read_table(folder / "crosschecks.parquet").to_pylist() if row["obs_id"]]
    rows = {
        row["obs_id"]: row
        for row in arrow_of(Rows(files.published, files.dataset, Selection(table="observations"))).to_pylist()
    }
    assert checks
    for check in checks:
        said = rows[check["obs_id"]]["crosscheck_fr"]
        assert check["value_other"] in said and check["publisher"] in said and check["reading_fr"] in said
    concerned = {check["obs_id"] for check in checks}
    assert all(row["crosscheck_en"] is None for obs_id, row in rows.items() if obs_id not in concerned)


@pytest.mark.parametrize(("lang", "absent"), [("fr", "_en"), ("en", "_fr")])
def test_one_language_leaves_the_other_out(files: DownloadCatalogue, lang: str, absent: str) -> None:
    both, one = columns_of(files), columns_of(files, lang=lang)
    assert one == [name for name in both if not name.endswith(absent)]
    assert len(one) < len(both)


def test_codes_alone_are_the_published_columns(files: DownloadCatalogue) -> None:
    for table, declared in tables().items():
        rows = Rows(files.published, files.dataset, Selection(table=table, labels="code"))
        assert [column.name for column in rows.columns] == declared.names


def test_no_column_is_there_twice_and_each_is_described(files: DownloadCatalogue) -> None:
    for table in files.published.tables:
        columns = Rows(files.published, files.dataset, Selection(table=table)).columns
        names = [column.name for column in columns]
        assert len(names) == len(set(names))
        for column in columns:
            assert all(column.title[lang] and column.text[lang] for lang in ("en", "fr")), column.name


def test_required_columns_always_have_a_value(files: DownloadCatalogue) -> None:
    for table in files.published.tables:
        rows = Rows(files.published, files.dataset, Selection(table=table))
        arrow = arrow_of(rows)
        for column in rows.columns:
            assert not (column.required and arrow[column.name].null_count), (table, column.name)


def test_no_text_would_run_in_a_spreadsheet(files: DownloadCatalogue) -> None:
    for table in files.published.tables:
        arrow = arrow_of(Rows(files.published, files.dataset, Selection(table=table)))
        for name in arrow.column_names:
            for cell in arrow[name].to_pylist():
                assert not (isinstance(cell, str) and cell.startswith(("=", "+", "@", "\t", "\r"))), (table, name, cell)
                assert not (isinstance(cell, str) and cell.startswith("-") and not cell[1:2].isdigit()), (
                    table,
                    name,
                    cell,
                )
