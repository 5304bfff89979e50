"""Code to copy that fetches the figures: kept as data, filled with the site's address, and run in tests as shown."""

from dataclasses import dataclass
from typing import Final

from dashboard.downloads.dataset import Words


@dataclass(frozen=True)
class Snippet:
    """A piece of code.

    Attributes:
        key: stable name.
        syntax: language of the code, for highlighting and for copying.
        code: text with `{address}` for the address of a CSV file and `{parquet}` for that of a Parquet file.
    """

    key: str
    syntax: str
    title: Words
    text: Words
    code: str

    def filled(self, base: str, indicator: str = "") -> str:
        """The code with the addresses of a site's files: of one indicator, or of all figures.

        Args:
            base: public address without a slash at its end.
            indicator: an indicator_id, or an empty text.
        """
        stem = f"{base}/data/indicators/{indicator}" if indicator else f"{base}/data/observations"
        return self.code.replace("{address}", f"{stem}.csv").replace("{parquet}", f"{stem}.parquet")


SNIPPETS: Final = (
    Snippet(
        "pandas",
        "python",
        {"en": "Python, pandas", "fr": "Python, pandas"},
        {
            "en": "Empty values stay empty: ranges and bounds have their own columns.",
            "fr": "Les valeurs vides le restent : fourchettes et bornes ont leurs propres colonnes.",
        },
        """import pandas as pd

figures = pd.read_csv("{address}", dtype={"time_period": str, "footnote": str, "as_printed": str})
print(figures[["indicator_label_en", "time_period", "obs_value", "qualifier", "unit_measure_label_en", "citation_en"]])
""",
    ),
    Snippet(
        "duckdb",
        "python",
        {"en": "Python, DuckDB", "fr": "Python, DuckDB"},
        {
            "en": "SQL over the Parquet file, which stays beside; DuckDB needs no extension for it.",
            "fr": "SQL sur le fichier Parquet, qui reste à côté ; DuckDB n'a besoin d'aucune extension.",
        },
        """from urllib.request import urlretrieve

import duckdb

urlretrieve("{parquet}", "figures.parquet")
print(
    duckdb.sql(
        \"\"\"
        SELECT indicator_label_fr, time_period, obs_value, unit_measure_label_fr
        FROM 'figures.parquet'
        WHERE obs_value IS NOT NULL
        ORDER BY indicator_id, time_period
        \"\"\"
    )
)
""",
    ),
    Snippet(
        "r",
        "r",
        {"en": "R", "fr": "R"},
        {"en": "Base R, no package needed.", "fr": "R de base, sans paquet."},
        """figures <- read.csv(
  "{address}",
  encoding = "UTF-8", na.strings = "",
  colClasses = c(time_period = "character", footnote = "character", as_printed = "character")
)
figures[, c("indicator_label_fr", "time_period", "obs_value", "qualifier", "citation_fr")]
""",
    ),
    Snippet(
        "spreadsheet",
        "text",
        {"en": "Google Sheets", "fr": "Google Sheets"},
        {
            "en": "Put it in an empty cell, whatever the sheet's language; it fetches the file again by itself.",
            "fr": "À mettre dans une cellule vide, quelle que soit la langue de la feuille ; elle redemande le fichier "
            "d'elle-même.",
        },
        """=IMPORTDATA("{address}"; ","; "en_US")
""",
    ),
    Snippet(
        "excel",
        "powerquery",
        {"en": "Excel, Power Query", "fr": "Excel, Power Query"},
        {
            "en": "Data, Get Data, Blank Query, Advanced Editor.",
            "fr": "Données, Obtenir des données, Requête vide, Éditeur avancé.",
        },
        """let
    File = Csv.Document(Web.Contents("{address}"), [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),
    Figures = Table.PromoteHeaders(File),
    Typed = Table.TransformColumnTypes(
        Figures, {{"obs_value", type number}, {"obs_value_low", type number}, {"obs_value_high", type number}}, "en-US"
    )
in
    Typed
""",
    ),
)
