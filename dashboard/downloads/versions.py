"""Versions of the data set: the current one, those kept beside it, and what has changed since each."""

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from dashboard.data.query import HeldFiles, NotPublishedError
from dashboard.downloads.differences import figures_of, too_large
from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.published import Published, Record, open_published, published_of
from dashboard.downloads.stored import StoredFiles, open_stored, store_path
from dashboard.downloads.words import words_for
from pipelines.schema.columns import C, T, text_in
from pipelines.schema.dataset import version_order
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.paths import DESCRIPTOR

_VERSION: Final = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})", re.ASCII)
_KEPT_OPEN: Final = 16


class Library:
    """The version in force and those kept in a folder beside it, each under its number.

    A kept version is a copy of the published folder as it was, checked against its own hashes. Its default files are
    those that were stored when it was replaced; what is selected from it is made by the same code, in every format.
    """

    def __init__(self, get_files: Callable[[], HeldFiles], releases: Path) -> None:
        self._get_files = get_files
        self._releases = releases

    def current(self) -> Published:
        """Return the version that the pages show, from the same files.

        Raises:
            NotPublishedError: the files hold no tables.
        """
        return published_of(self._get_files())

    def kept(self) -> list[str]:
        """Return the numbers of the versions kept, newest first."""
        if not self._releases.is_dir():
            return []
        found = [
            path.name
            for path in self._releases.iterdir()
            if _VERSION.fullmatch(path.name) and (path / DESCRIPTOR).is_file()
        ]
        return sorted(found, key=version_order, reverse=True)

    def versions(self) -> list[str]:
        """Return the numbers of all versions that can be downloaded, newest first."""
        found = {self.current().version, *filter(self._is_whole, self.kept())}
        return sorted(found, key=version_order, reverse=True)

    def earlier(self) -> list[Published]:
        """Return the tables of the kept versions that are older than the current one, newest first."""
        current = version_order(self.current().version)
        return [
            published
            for number in self.kept()
            if version_order(number) < current and (published := self._tables(number)) is not None
        ]

    def _tables(self, number: str) -> Published | None:
        try:
            return _open_tables(self._releases, number)
        except NotPublishedError:
            return None

    def _is_whole(self, number: str) -> bool:
        try:
            _open_kept(self._releases, number)
        except NotPublishedError:
            return False
        return True

    def stored(self, published: Published, base: str) -> StoredFiles | None:
        """Return the files of a kept version that are stored for that public address; None where there are none."""
        if published.version == self.current().version:
            return None
        stored = _open_kept(self._releases, published.version)[1]
        return stored if stored is not None and stored.serves(base) else None

    def version(self, number: str, parameter: str = "version") -> Published:
        """Return a version by its number.

        Args:
            number: the number.
            parameter: what gave it, for the refusal.

        Raises:
            Refusal: it is not kept, or what is kept is not whole; says which versions there are.
        """
        current = self.current()
        if number == current.version:
            return current
        try:
            if number in self.kept():
                return _open_kept(self._releases, number)[0]
        except NotPublishedError:
            pass
        detail = words_for("fault.version-not-kept")
        fault = Fault("unknown-version", detail, parameter, number, tuple(self.versions()), "/data/versions.json")
        raise Refusal([fault])


@lru_cache(_KEPT_OPEN)
def _open_tables(releases: Path, number: str) -> Published:
    """Open the tables of a kept version.

    Raises:
        NotPublishedError: they are not whole, or of another version.
    """
    published = open_published(releases / number)
    if published.version != number:
        raise NotPublishedError(f"the folder {number} holds version {published.version}")
    return published


@lru_cache(_KEPT_OPEN)
def _open_kept(releases: Path, number: str) -> tuple[Published, StoredFiles | None]:
    """Open a kept version with the archive of its files.

    Raises:
        NotPublishedError: either is not whole, or is of another version.
    """
    published = _open_tables(releases, number)
    return published, open_stored(store_path(releases, number), published)


def describe_versions(library: Library, base: str) -> dict[str, Any]:
    """Return every version with its address and what has changed since, newest first."""
    current = library.current()
    releases = current.records(T.RELEASES)
    described = []
    for number in library.versions():
        published = library.version(number)
        release: Record = releases.get(number, {})
        described.append(
            {
                "version": number,
                "released": published.released,
                "current": number == current.version,
                "address": f"{base}/data/v{number}/",
                "datapackage": f"{base}/data/v{number}/datapackage.json",
                "text": {lang: text_in(release, "text", lang) for lang in LANGUAGES},
                **(
                    {}
                    if number == current.version
                    else {
                        "difference": f"{base}/data/diff.json?from={number}&to={current.version}",
                        "changed_since": changes_since(published, current),
                    }
                ),
            }
        )
    return {"current": current.version, "versions": described}


def changes_since(old: Published, current: Published) -> dict[str, Any]:
    """Say what has changed from an old version to the current one: releases, corrections, and figures by id.

    Of each figure that changed its columns are named, those too that are our judgement; `diff.json` has their values.
    """
    later = [
        {
            "version": number,
            "released": row[C.RELEASED],
            "text": {lang: text_in(row, "text", lang) for lang in LANGUAGES},
        }
        for number, row in current.records(T.RELEASES).items()
        if version_order(number) > version_order(old.version)
    ]
    corrections = [
        row for row in current.rows(T.CORRECTIONS) if version_order(row[C.VERSION]) > version_order(old.version)
    ]
    return {"releases": later, "corrections": corrections, **_observations_changed(old, current)}


def _observations_changed(old: Published, current: Published) -> dict[str, Any]:
    if too_large(old, current, T.OBSERVATIONS):
        return {}
    told = figures_of(old, current)
    # A column that only one version has is a change of the table, not of each figure.
    return {
        "figures": {
            "added": told.added,
            "removed": told.removed,
            "changed": list(told.columns),
            "columns": told.columns,
        }
    }
