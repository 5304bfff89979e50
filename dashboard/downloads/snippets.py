"""Code to copy or to download that fetches the figures, filled with the site's address, and run in tests as shown."""

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.openapi_parts import Thing, describe_answers, describe_file
from dashboard.downloads.versions import Library
from dashboard.downloads.words import Words, words_for


@dataclass(frozen=True)
class Snippet:
    """A piece of code of `snippets.toml`.

    Attributes:
        key: stable name.
        code: text with `{address}` for the address of a CSV file, `{parquet}` for that of a Parquet file, `{site}` for
            that of the site and `{version}` for the number of the version shown.
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

    def filled(self, stem: str, site: str, version: str) -> str:
        """Return the code with what it stands for; addresses of files are the same but for their extensions."""
        named = {"address": f"{stem}.csv", "parquet": f"{stem}.parquet", "site": site, "version": version}
        # Not `format`: code has braces of its own.
        return re.sub(r"\{(address|parquet|site|version)\}", lambda match: named[match[1]], self.code)


def _read(path: str) -> str:
    return files("dashboard.downloads").joinpath(path).read_text("utf-8")


SNIPPETS: Final = tuple(Snippet(key, code) for key, code in tomllib.loads(_read("snippets.toml")).items())
# The small clients, one file each: path under `/data/` and in this folder, and media type.
CLIENTS: Final = {
    "clients/esec.py": "text/x-python; charset=utf-8",
    "clients/esec.R": "text/x-r; charset=utf-8",
}
# What stands in their files for the address of the site.
_SITE: Final = "http://127.0.0.1:8050"


def fill_client(path: str, site: str) -> bytes:
    """Return a client with the address of the site; without one, it asks the machine that it runs on."""
    return _read(path).replace(_SITE, site or _SITE).encode()


def describe_client_paths(library: Library, files: DownloadCatalogue) -> Thing:
    """Describe the addresses of the clients."""
    said = "One file, with the address of this site in it."
    return {
        f"/data/{path}": describe_file(
            f"data_{path.lower()}",
            "documents",
            words_for(f"document.{path}")["en"],
            said,
            describe_answers("file", media_type),
        )
        for path, media_type in CLIENTS.items()
    }
