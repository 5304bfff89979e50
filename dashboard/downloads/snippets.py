"""Code to copy that fetches the figures: kept as data, filled with the site's address, and run in tests as shown."""

from dataclasses import dataclass
from typing import Final

from dashboard.downloads.words import Words, words_for


@dataclass(frozen=True)
class Snippet:
    """A piece of code.

    Attributes:
        key: stable name.
        code: text with `{address}` for the address of a CSV file and `{parquet}` for that of a Parquet file.
    """

    key: str
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
        words_for("snippet.pandas"),
        words_for("snippet.pandas.text"),
        """import pandas as pd

figures = pd.read_csv("{address}", dtype={"time_period": str, "footnote": str, "as_printed": str})
print(figures[["indicator_label_en", "time_period", "obs_value", "qualifier", "unit_measure_label_en", "citation_en"]])
""",
    ),
    Snippet(
        "duckdb",
        words_for("snippet.duckdb"),
        words_for("snippet.duckdb.text"),
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
        words_for("snippet.r"),
        words_for("snippet.r.text"),
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
        words_for("snippet.spreadsheet"),
        words_for("snippet.spreadsheet.text"),
        """=IMPORTDATA("{address}"; ","; "en_US")
""",
    ),
    Snippet(
        "excel",
        words_for("snippet.excel"),
        words_for("snippet.excel.text"),
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
