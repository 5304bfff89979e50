"""Raw files to published tables: read, curate, check, publish. All or nothing. Or the same beside them, to look at."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pipelines.curate.curate import curate
from pipelines.curate.root_faults import without_consequences
from pipelines.publish.compare import Change, compare
from pipelines.publish.next_version import version_asked
from pipelines.publish.publish import latest_release, publish, read_published
from pipelines.schema.columns import C, T
from pipelines.schema.declared import by_language
from pipelines.schema.faults import Fault, Faults, FaultsFound
from pipelines.schema.paths import CATALOGUE, RAW_DIR, releases_folder

if TYPE_CHECKING:
    from expectations.report.verdict import Verdict

Frames = dict[str, pd.DataFrame]
Report = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """What a build did.

    Attributes:
        version: version of the data set.
        rows: rows by table.
        warnings: warnings left open.
        notes: what is only said.
        changed: whether anything changed.
    """

    version: str
    rows: dict[str, int]
    warnings: list[Fault]
    notes: list[Fault]
    changed: bool


@dataclass(frozen=True)
class Preview:
    """What a build would do.

    Attributes:
        built: what was built beside what is published, under a number that readers were not given.
        changes: every difference from what is published.
        asked: version that the changes ask for at least, where a lower one is declared; else empty.
    """

    built: Built
    changes: list[Change]
    asked: str


def _checked(raw_dir: Path, published: Frames, report: Report) -> tuple[Frames, "Verdict", Faults]:
    """Return the tables of a raw folder, and what the rules say of them beside those that are published.

    Raises:
        FaultsFound: with every fault of severity error.
    """
    faults = Faults()
    report("reading raw files")
    frames = curate(raw_dir, faults)
    if not raw_dir.is_dir():
        raise FaultsFound(faults)
    report("checking")
    # Imported here: Great Expectations takes seconds to import, and a folder that cannot be read needs no such wait.
    from expectations.engine.rule import RULES
    from expectations.engine.tables import CHANGES
    from expectations.report.acceptances import read_acceptances
    from expectations.settings import check_settings
    from expectations.validate import check

    def needs(fault: Fault) -> set[str]:
        scopes = [each.scope for each in RULES[fault.rule].checks] if fault.rule in RULES else []
        table = getattr(fault, "table", "")
        found = {name for scope in scopes if scope.batch in (table, CHANGES) for name in scope.needs}
        # What is gone, or no longer the same, may only not have been read.
        return found | ({table} if any(scope.batch == CHANGES for scope in scopes) else set())

    verdict = check(frames, accepted=read_acceptances(raw_dir), previous=published or None)
    faults.extend(without_consequences(list(faults), verdict.faults, needs))
    if raw_dir.resolve() == RAW_DIR.resolve():
        # The settings are those of the folder worked on, and say nothing of another.
        faults.extend(check_settings(frames))
    if faults.errors:
        raise FaultsFound(faults.errors)
    return frames, verdict, faults


def _of_release(frames: Frames, rule: str, column: str, value: str, expected: str, cure: str) -> Fault:
    """Return a fault of the last release, at its line."""
    declared, _ = latest_release(frames)
    lineage = frames[T.LINEAGE]
    found = lineage[(lineage[C.TABLE_ID] == T.RELEASES) & (lineage[C.ROW_KEY] == declared)]
    return Fault(
        rule=rule,
        file=f"{CATALOGUE}/releases.toml",
        line=int(found[C.RAW_LINE].iloc[0]) if len(found) else None,
        row=declared,
        column=column,
        value=value,
        expected=expected,
        cure=cure,
    )


def _faults_of_release(frames: Frames, published: Frames, today: date) -> Iterator[Fault]:
    """Find a number under which other tables are published, or below what changed asks for; and a day still to come."""
    declared, released = latest_release(frames)
    if asked := version_asked(published, frames):
        held, _ = latest_release(published)
        expected = f"{asked} or later, by what changed since {held} was published (`esec preview` lists it)"
        cure = (
            f'Declare it in a block ["{asked}"] at the end, with its day and what it brings. Where nobody was given '
            f"{held} yet, take the published folder back to what it was before, and build again."
        )
        yield _of_release(frames, "release-number", C.VERSION, declared, expected, cure)
    # Somewhere it is tomorrow already.
    if date.fromisoformat(released) > today + timedelta(days=1):
        expected = f"a day that has come: by the clock of this machine it is {today}"
        yield _of_release(frames, "release-day", C.RELEASED, released, expected, "Declare the day of publication.")


def _write(
    frames: Frames, verdict: "Verdict", faults: Faults, out: Path, store: Callable[[Path, Path], None] | None
) -> Built:
    from expectations.report.verdict import summarise, without_past

    changed = publish(frames, summarise(without_past(verdict)), out, store)
    version, _ = latest_release(frames)
    return Built(version, {name: len(frame) for name, frame in frames.items()}, list(faults), verdict.notes, changed)


def build(
    raw_dir: Path,
    out: Path,
    *,
    report: Report = lambda _: None,
    store: Callable[[Path, Path], None] | None = None,
) -> Built:
    """Build the published folder.

    Args:
        raw_dir: folder of raw files.
        out: folder to publish.
        report: is told each step as it starts.
        store: see `pipelines.publish.publish.publish`.

    Raises:
        FaultsFound: with every fault of severity error; where there is none, with those of the release's number and
            day. `out` is then as it was.
        OSError: `out` cannot be written; it is then as it was.
    """
    published = read_published(out)
    frames, verdict, faults = _checked(raw_dir, published, report)
    if found := list(_faults_of_release(frames, published, date.today())):
        raise FaultsFound(found)
    report("publishing")
    return _write(frames, verdict, faults, out, store)


def _under_number(frames: Frames, version: str) -> Frames:
    """Return the tables with one release more, of today, that says what it is."""
    words = by_language(["A preview: not published.", "Un aperçu : non publié."])
    told = {
        C.VERSION: version,
        C.RELEASED: date.today().isoformat(),
        **{f"text_{lang}": text for lang, text in words.items()},
    }
    releases = pd.concat([frames[T.RELEASES], pd.DataFrame([told])], ignore_index=True)
    return {**frames, T.RELEASES: releases[frames[T.RELEASES].columns]}


def preview(raw_dir: Path, curated: Path, out: Path, *, report: Report = lambda _: None) -> Preview:
    """Build beside what is published, with that kept as the earlier version, so that pages say what changed since.

    Args:
        raw_dir: folder of raw files.
        curated: the published folder; it stays as it is.
        out: folder to build into. What stood there, and beside it as earlier versions, is replaced.
        report: is told each step as it starts.

    Raises:
        FaultsFound: with every fault of severity error; `out` is then as it was.
        OSError: `out` cannot be written, or is no folder of tables.
    """
    published = read_published(curated)
    frames, verdict, faults = _checked(raw_dir, published, report)
    changes, asked = compare(published, frames), version_asked(published, frames)
    report("building the preview")
    if asked:
        frames, verdict = _under_number(frames, asked), replace(verdict, version=asked)
    built = _write(frames, verdict, faults, out, None)
    kept = releases_folder(out.resolve())
    shutil.rmtree(kept, ignore_errors=True)
    if published and latest_release(published)[0] != built.version:
        shutil.copytree(curated, kept / latest_release(published)[0])
    return Preview(built, changes, asked)
