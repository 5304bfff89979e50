"""Versions of the data set: the current one, those kept beside it, and what has changed since each."""

import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from dashboard.data.query import HeldFiles, NotPublishedError
from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.published import Published, Record, open_published, published_of
from dashboard.downloads.words import words_for
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import version_order
from pipelines.schema.paths import DESCRIPTOR

_VERSION: Final = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})", re.ASCII)
_KEPT_OPEN: Final = 4
# Above this, two versions are not compared figure by figure while a reader waits.
_COMPARED_ROWS: Final = 100_000


class Library:
    """The version in force and those kept in a folder beside it, each under its number.

    A kept version is a copy of the published folder as it was: it is checked against its own hashes and served by the
    same code, in every format and with every filter.

    Attributes:
        contact: where readers may write; empty for nowhere.
    """

    def __init__(self, get_files: Callable[[], HeldFiles], releases: Path, contact: str = "") -> None:
        self.contact = contact
        self._get_files = get_files
        self._releases = releases
        self._open = lru_cache(_KEPT_OPEN)(self._open_kept)

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

    def _is_whole(self, number: str) -> bool:
        try:
            self._open(number)
        except NotPublishedError:
            return False
        return True

    def version(self, number: str) -> Published:
        """Return a version by its number.

        Raises:
            Refusal: it is not kept, or what is kept is not whole; says which versions there are.
        """
        current = self.current()
        if number == current.version:
            return current
        try:
            if number in self.kept():
                return self._open(number)
        except NotPublishedError:
            pass
        detail = words_for("fault.version-not-kept")
        fault = Fault("unknown-version", detail, "version", number, tuple(self.versions()), "/data/versions.json")
        raise Refusal([fault])

    def _open_kept(self, number: str) -> Published:
        published = open_published(self._releases / number)
        if published.version != number:
            raise NotPublishedError(f"the folder {number} holds version {published.version}")
        return published


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
                "text": {"en": release.get("text_en", ""), "fr": release.get("text_fr", "")},
                **({} if number == current.version else {"changed_since": changes_since(published, current)}),
            }
        )
    return {"current": current.version, "versions": described}


def changes_since(old: Published, current: Published) -> dict[str, Any]:
    """Say what has changed from an old version to the current one: releases, corrections, and figures by id."""
    later = [
        {"version": number, "released": row[C.RELEASED], "text": {"en": row["text_en"], "fr": row["text_fr"]}}
        for number, row in current.records(T.RELEASES).items()
        if version_order(number) > version_order(old.version)
    ]
    corrections = [
        row for row in current.rows(T.CORRECTIONS) if version_order(row[C.VERSION]) > version_order(old.version)
    ]
    return {"releases": later, "corrections": corrections, **_observations_changed(old, current)}


def _observations_changed(old: Published, current: Published) -> dict[str, Any]:
    if max(each.tables[T.OBSERVATIONS].rows for each in (old, current)) > _COMPARED_ROWS:
        return {}
    before, after = (each.records(T.OBSERVATIONS) for each in (old, current))
    # A column that only one version has is a change of the table, not of each figure.
    shared = set(old.tables[T.OBSERVATIONS].schema.names) & set(current.tables[T.OBSERVATIONS].schema.names)
    changed = [
        key
        for key, row in before.items()
        if key in after and any(row[column] != after[key][column] for column in sorted(shared))
    ]
    return {
        "figures": {
            "added": [key for key in after if key not in before],
            "removed": [key for key in before if key not in after],
            "changed": changed,
        }
    }
