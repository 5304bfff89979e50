"""Makes damages, applies them to copies of the raw folder, reads and checks those, and says what named each damage.

Damages to different things are tried together, since a run of the rules takes about as long for one as for forty; each
is credited only with faults at its own rows, or at rows that depend on them.
"""

import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import tests.mutation.catalogue
import tests.mutation.cells
import tests.mutation.files
import tests.mutation.rows
import tests.mutation.texts  # noqa: F401  (importing them fills the register of ways)
from expectations.engine.tables import CHANGES
from expectations.report.acceptances import read_acceptances
from expectations.rules import RULES
from expectations.validate import check
from pipelines.curate.curate import Frames, curate
from pipelines.prove.report_text import UnreadableDocumentError
from pipelines.prove.verify import NoRegisteredSourceError, verify_document
from pipelines.publish.publish import publish
from pipelines.schema.columns import T
from pipelines.schema.declared import tables
from pipelines.schema.faults import Fault, Faults
from tests.mutation.damage import WAYS, Stage, Tried, Way
from tests.mutation.folder import Folder, Line, read_folder, table_of

TOGETHER = 40
_OF_CHANGES = frozenset(rule.id for rule in RULES.values() if all(batch == CHANGES for batch, _ in rule.scope))
_TOKENS = re.compile(r"[;,()\s]+")


@dataclass
class State:
    """A damaged folder as read: what reading found, its tables, and where the touched rows of each damage stand."""

    faults: list[Fault]
    frames: Frames
    places: list[set[tuple[str, int]]]
    raw_dir: Path


def _identity(fault: Fault) -> tuple[str, str, str, str]:
    return fault.rule, fault.row, fault.column, fault.value


class Harness:
    """Tries damages to one valid folder.

    Args:
        raw_dir: the folder.
        document: the report's text, or None where it is not at hand.
        progress: is told how many damages are done.
    """

    def __init__(
        self, raw_dir: Path, document: Path | None = None, progress: Callable[[int], None] = lambda _: None
    ) -> None:
        self.pristine = read_folder(raw_dir)
        self.frames = curate(raw_dir, Faults())
        self._accepted = read_acceptances(raw_dir)
        self._document = document
        self._progress = progress
        self._known = {_identity(fault) for fault in self._check(self.frames)}
        self._known_to_report = {_identity(fault) for fault in self._verify(self.frames)} if document else set()

    def make(self, count: int, seed: int, ways: Sequence[Way] = WAYS) -> list[Tried]:
        """That many damages, the ways in turn; a way that finds nothing to damage is passed over."""
        chance = Random(seed)
        made: list[Tried] = []
        turns = [way for way in ways if not way.harmless]
        idle = 0
        while len(made) < count and idle < len(turns):
            way = turns[(len(made) + idle) % len(turns)]
            damage = way.make(self.pristine, chance)
            if damage is None:
                idle += 1
                continue
            made.append(Tried(way, damage))
        return made

    def try_all(self, tried: Sequence[Tried]) -> None:
        """Try every damage by reading and rules; what they let pass, against the report and the published version."""
        for one in (one for one in tried if one.way.alone):
            self._try_together([one], self._name_by_reading)
        for group in _groups([one for one in tried if not one.named]):
            self._try_together(group, self._name_by_rules)
            self._progress(sum(bool(one.named) for one in group))
        passed = [one for one in tried if not one.named]
        for stage in (self._name_by_report, self._name_by_published):
            for group in _groups(passed):
                self._try_together(group, stage)
        self._progress(len(passed))

    def false_alarms(self, count: int, seed: int) -> list[str]:
        """What reading harmless changes of form found, or what they changed in the tables: nothing, if all is well."""
        chance = Random(seed)
        found = []
        for way in [way for way in WAYS if way.harmless] * count:
            damage = way.make(self.pristine, chance)
            if damage is None:
                continue
            with tempfile.TemporaryDirectory() as folder:
                state = self._damage([Tried(way, damage)], Path(folder))
            if state.faults or self._changed(state):
                found.append(
                    f"{damage.what}: {', '.join(self._changed(state))} {'; '.join(map(str, state.faults[:2]))}"
                )
        return found

    def _changed(self, state: State) -> list[str]:
        """Tables that are not as in the pristine folder, apart from where their rows stand."""
        frames = ((name, frame) for name, frame in self.frames.items() if name != T.LINEAGE)
        return [name for name, frame in frames if not frame.equals(state.frames[name])]

    def _damage(self, group: Sequence[Tried], folder: Path) -> State:
        damaged: Folder = self.pristine.copy()
        touched: list[list[Line]] = [one.damage.edit(damaged) for one in group]
        where = damaged.write(folder)
        faults = Faults()
        frames = curate(folder, faults)
        places = [{where[line] for line in lines if line in where} for lines in touched]
        return State(faults.errors, frames, places, folder)

    def _try_together(self, group: Sequence[Tried], stage: Callable[[Sequence[Tried], State], None]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            stage(group, self._damage(group, Path(folder)))

    def _check(self, frames: Frames) -> list[Fault]:
        return check(frames, accepted=self._accepted).faults

    def _verify(self, frames: Frames) -> list[Fault]:
        assert self._document is not None
        with tempfile.TemporaryDirectory() as folder:
            # A publication has a release, whatever was done to the list of them.
            publish({**frames, T.RELEASES: self.frames[T.RELEASES]}, {}, Path(folder) / "curated")
            return verify_document(Path(folder) / "curated", self._document.read_bytes(), self._document.name).faults

    def _name_by_reading(self, group: Sequence[Tried], state: State) -> None:
        if not state.faults and not self._changed(state):
            group[0].named[Stage.NO_CHANGE] = set()
        _credit(group, state, state.faults, Stage.READING)

    def _name_by_rules(self, group: Sequence[Tried], state: State) -> None:
        _credit(group, state, state.faults, Stage.READING)
        new = [fault for fault in self._check(state.frames) if _identity(fault) not in self._known]
        _credit(group, state, new, Stage.AT_ROW)
        left = [one for one in group if not one.named]
        references = _references(state.frames) if left else {}
        for one in left:
            rules = {fault.rule for fault in new if _depends(references, fault, one.damage.keys)}
            if rules:
                one.named[Stage.AT_DEPENDENT] = rules

    def _name_by_report(self, group: Sequence[Tried], state: State) -> None:
        if self._document is None:
            return
        try:
            found = self._verify(state.frames)
        except (UnreadableDocumentError, NoRegisteredSourceError):
            # The source's record no longer fits the text: which damage did it shows when each is tried alone.
            if len(group) == 1:
                group[0].named[Stage.REPORT] = {"document-readable"}
            else:
                for one in group:
                    self._try_together([one], self._name_by_report)
            return
        new = [fault for fault in found if _identity(fault) not in self._known_to_report]
        _credit(group, state, new, Stage.REPORT)

    def _name_by_published(self, group: Sequence[Tried], state: State) -> None:
        verdict = check(state.frames, accepted=self._accepted, previous=self.frames, only=_OF_CHANGES)
        # A row that is gone is shown at the line where it stood: only its key says which damage it is.
        at_keys = replace(state, places=[set() for _ in group])
        _credit(group, at_keys, (fault for fault in verdict.errors if fault.rule in _OF_CHANGES), Stage.PUBLISHED)
        _credit(group, at_keys, verdict.notes, Stage.SHOWN)


def _credit(group: Sequence[Tried], state: State, faults: Iterable[Fault], stage: Stage) -> None:
    found = list(faults)
    # A table without rows has no row to name.
    tables_at_fault = {getattr(fault, "table", ""): fault.rule for fault in found if not fault.row and not fault.line}
    for one, places in zip(group, state.places, strict=True):
        if one.named and stage not in (Stage.PUBLISHED, Stage.SHOWN):
            continue
        rules = {
            fault.rule
            for fault in found
            if fault.row in one.damage.keys
            or (fault.file, fault.line) in places
            or (one.damage.whole_file and fault.file == one.damage.file)
        }
        table = table_of(one.damage.file)
        if table is not None and table.name in tables_at_fault:
            rules.add(tables_at_fault[table.name])
        if rules:
            one.named[stage] = rules


def _groups(left: Sequence[Tried]) -> list[list[Tried]]:
    """Groups of damages to different topics; sheets and catalogue apart, as a catalogue's damage shows in many rows.

    Damages to whole files go together, one a file: they would hide others in that file.
    """
    groups: list[tuple[tuple[bool, bool], set[str], list[Tried]]] = []
    for one in left:
        kind_of_one = one.damage.file.endswith(".toml"), one.way.alone
        for kind, topics, group in groups:
            if kind == kind_of_one and one.damage.topic not in topics and len(group) < TOGETHER:
                topics.add(one.damage.topic)
                group.append(one)
                break
        else:
            groups.append((kind_of_one, {one.damage.topic}, [one]))
    return [group for _, _, group in groups]


def _references(frames: Frames) -> dict[tuple[str, str], set[str]]:
    """What each row names (codes, references, lists, formulas), by table and key."""
    found: dict[tuple[str, str], set[str]] = {}
    for name, table in tables().items():
        if name == T.LINEAGE:
            continue
        naming = [
            column.name
            for column in table.columns
            if column.field.codes
            or column.field.ref
            or column.name.endswith(("_ids", "formula", "derivation", "obs_id"))
        ]
        for row in frames[name].astype("str").to_dict("records"):
            key = "|".join(str(row[part]) for part in table.key)
            tokens = {token for column in naming for token in _TOKENS.split(str(row[column]))}
            found.setdefault((name, key), set()).update(tokens)
    return found


def _depends(references: dict[tuple[str, str], set[str]], fault: Fault, keys: frozenset[str]) -> bool:
    """Whether the fault's row names one of the keys."""
    named = references.get((getattr(fault, "table", ""), fault.row), set())
    return bool(named & {part for key in keys for part in (key, key.rpartition("|")[2])})
