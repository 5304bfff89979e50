"""The formats of a table's file: extension, media type, words, and the function that writes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from dashboard.downloads.csv_file import write_csv
from dashboard.downloads.dataset import Words
from dashboard.downloads.json_file import write_json
from dashboard.downloads.parquet_file import write_parquet
from dashboard.downloads.rows import Rows
from dashboard.downloads.sdmx_file import write_sdmx
from dashboard.downloads.xlsx_file import write_xlsx
from pipelines.schema.columns import T


@dataclass(frozen=True)
class Format:
    """A format of a table's file.

    Attributes:
        extension: what the address ends in, without the dot before it.
        streams: whether it leaves in chunks while it is made; otherwise it is made whole first.
        figures_only: whether only the figures can be written in it.
        dialects: whether it takes a `dialect`.
    """

    extension: str
    media_type: str
    title: Words
    text: Words
    write: Callable[[Rows], Iterator[bytes]]
    streams: bool = True
    figures_only: bool = False
    dialects: bool = False

    def fits(self, table: str) -> bool:
        """Whether a table can be written in it."""
        return not self.figures_only or table == T.OBSERVATIONS


FORMATS: Final = {
    each.extension: each
    for each in (
        Format(
            "csv",
            "text/csv; charset=utf-8; header=present",
            {"en": "CSV", "fr": "CSV"},
            {
                "en": "Text with commas, for any tool. For a double click in French Excel, take XLSX "
                "or the French Excel dialect.",
                "fr": "Texte à virgules, pour tout outil. Pour un double clic dans Excel en français, prenez le XLSX "
                "ou le dialecte Excel français.",
            },
            write_csv,
            dialects=True,
        ),
        Format(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            {"en": "Excel workbook (XLSX)", "fr": "Classeur Excel (XLSX)"},
            {
                "en": "Cover, table, notes, columns and codes; numbers are numbers in every language of Excel.",
                "fr": "Couverture, tableau, notes, colonnes et codes ; les nombres sont des nombres dans "
                "toutes les langues d'Excel.",
            },
            write_xlsx,
            streams=False,
        ),
        Format(
            "parquet",
            "application/vnd.apache.parquet",
            {"en": "Parquet", "fr": "Parquet"},
            {
                "en": "Typed columns with their descriptions inside, for pandas, R, DuckDB and the like.",
                "fr": "Colonnes typées avec leurs descriptions, pour pandas, R, DuckDB et autres.",
            },
            write_parquet,
        ),
        Format(
            "json",
            "application/json",
            {"en": "JSON", "fr": "JSON"},
            {
                "en": "Rows as objects, after the data set, the selection and the columns in words.",
                "fr": "Lignes en objets, précédées du jeu de données, de la sélection et des colonnes expliquées.",
            },
            write_json,
        ),
        Format(
            "sdmx.csv",
            "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
            {"en": "SDMX-CSV 2.0", "fr": "SDMX-CSV 2.0"},
            {
                "en": "Codes by SDMX concept, for statistical systems.",
                "fr": "Codes par concept SDMX, pour les systèmes statistiques.",
            },
            write_sdmx,
            figures_only=True,
        ),
    )
}
