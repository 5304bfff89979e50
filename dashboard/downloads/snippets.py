"""Code to copy that fetches the figures: kept as data, filled with the site's address, and run in tests as shown."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from dashboard.downloads.words import Words, words_for


@dataclass(frozen=True)
class Snippet:
    """A piece of code of `snippets.toml`.

    Attributes:
        key: stable name.
        code: text with `{address}` for the address of a CSV file and `{parquet}` for that of a Parquet file.
    """

    key: str
    code: str

    @property
    def title(self) -> Words:
        """Say what it is written in, by language."""
        return words_for(f"snippet.{self.key}")

    @property
    def text(self) -> Words:
        """Say what to know before using it, by language."""
        return words_for(f"snippet.{self.key}.text")

    def filled(self, stem: str) -> str:
        """Return the code with the addresses of files, which are the same but for their extensions."""
        return self.code.replace("{address}", f"{stem}.csv").replace("{parquet}", f"{stem}.parquet")


SNIPPETS: Final = tuple(
    Snippet(key, code)
    for key, code in tomllib.loads(files("dashboard.downloads").joinpath("snippets.toml").read_text("utf-8")).items()
)
