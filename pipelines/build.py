"""Raw files to published tables: read, curate, check, publish. All or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.curate.curate import curate
from pipelines.curate.root_faults import without_consequences
from pipelines.publish.next_version import version_asked
from pipelines.publish.publish import latest_release, publish, read_published
from pipelines.schema.faults import Fault, Faults, FaultsFound


@dataclass(frozen=True)
class Built:
    """What a build did.

    Attributes:
        version: version of the data set.
        rows: rows by table.
        warnings: warnings left open.
        notes: what is only said.
        changed: whether anything changed.
        asked: version that the changes ask for at least, where a lower one is declared; else empty.
    """

    version: str
    rows: dict[str, int]
    warnings: list[Fault]
    notes: list[Fault]
    changed: bool
    asked: str


def build(
    raw_dir: Path,
    out: Path,
    *,
    report: Callable[[str], None] = lambda _: None,
    store: Callable[[Path, Path], None] | None = None,
) -> Built:
    """Build the published folder.

    Args:
        raw_dir: folder of raw files.
        out: folder to publish.
        report: is told each step as it starts.
        store: see `pipelines.publish.publish.publish`.

    Raises:
        FaultsFound: with every fault of severity error; `out` is then as it was.
        OSError: `out` cannot be written; it is then as it was.
    """
    faults = Faults()
    report("reading raw files")
    frames = curate(raw_dir, faults)
    report("checking")
    # Imported here: Great Expectations takes seconds to import, and a folder that cannot be read needs no such wait.
    from expectations.engine.rule import RULES
    from expectations.engine.tables import CHANGES
    from expectations.report.acceptances import read_acceptances
    from expectations.report.verdict import summarise, without_past
    from expectations.validate import check

    def needs(fault: Fault) -> set[str]:
        scopes = [each.scope for each in RULES[fault.rule].checks] if fault.rule in RULES else []
        table = getattr(fault, "table", "")
        found = {name for scope in scopes if scope.batch in (table, CHANGES) for name in scope.needs}
        # What is gone, or no longer the same, may only not have been read.
        return found | ({table} if any(scope.batch == CHANGES for scope in scopes) else set())

    published = read_published(out)
    verdict = check(frames, accepted=read_acceptances(raw_dir), previous=published or None)
    faults.extend(without_consequences(list(faults), verdict.faults, needs))
    if faults.errors:
        raise FaultsFound(faults.errors)
    version, _ = latest_release(frames)
    asked = version_asked(published, frames)
    report("publishing")
    changed = publish(frames, summarise(without_past(verdict)), out, store)
    rows = {name: len(frame) for name, frame in frames.items()}
    return Built(version, rows, list(faults), verdict.notes, changed, asked)
