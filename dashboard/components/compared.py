"""A comparison as an address: its parameters, what they ask for, and comparisons that are ready to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard.charts.compare import MOST_COMPARED, CompareOptions, Comparison, comparisons_of
from dashboard.data.store import Snapshot
from dashboard.view.view import Parameter, View, one_of, sort_by_order
from pipelines.schema.codes import ChartKind
from pipelines.schema.columns import C, T
from pipelines.schema.declared import Language

# Six ids with their commas, and a few more to name where too many are given.
_LONGEST: Final = 600
_MOST_NAMED: Final = 5
_LONGEST_NAMED: Final = 60
# Panels of a comparison that is ready, and how many of these a reader finds.
_READY_PANELS: Final = 4
_MOST_READY: Final = 5


@dataclass(frozen=True)
class Chosen:
    """Ids that an address names: `ids` are compared; `unknown` name no indicator; `beyond` are too many."""

    ids: tuple[str, ...]
    unknown: tuple[str, ...]
    beyond: tuple[str, ...]


def _read(snapshot: Snapshot, text: str) -> Chosen:
    parts = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    known = [part for part in parts if snapshot.row(T.INDICATORS, part) is not None]
    unknown = [part[:_LONGEST_NAMED] for part in parts if part not in known]
    return Chosen(tuple(known[:MOST_COMPARED]), tuple(unknown[:_MOST_NAMED]), tuple(known[MOST_COMPARED:]))


class _Lists(frozenset[str]):
    """Every list of ids with an indicator among them: too many to list, so membership is a look."""

    def __new__(cls, snapshot: Snapshot) -> "_Lists":
        made = super().__new__(cls)
        made.snapshot = snapshot
        return made

    snapshot: Snapshot

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and bool(_read(self.snapshot, text).ids)


class _Years(frozenset[str]):
    """Years of four digits."""

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and len(text) == 4 and text.isascii() and text.isdecimal() and text > "1000"


def _ids(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(row[C.INDICATOR_ID] for row in snapshot.rows(T.INDICATORS))


PARAMETERS: Final = (
    Parameter("indicators", "", _Lists, longest=_LONGEST),
    Parameter("since", "", lambda _snapshot: _Years()),
    Parameter("until", "", lambda _snapshot: _Years()),
    # Empty where the data decide, as on an indicator's page.
    Parameter("sources", "", one_of("report", "all")),
    Parameter("scale", "linear", one_of("linear", "log")),
    Parameter("axis", "own", one_of("own", "same")),
    Parameter("shape", "chart", one_of("chart", "table")),
    Parameter("highlight", "", _ids),
)
_DEFAULTS: Final = {each.name: each.default for each in PARAMETERS}


def chosen_in(snapshot: Snapshot, params: Mapping[str, str]) -> Chosen:
    """Read the chosen indicators from checked parameters."""
    return _read(snapshot, params["indicators"])


def is_backwards(params: Mapping[str, str]) -> bool:
    """Say whether the first year comes after the last; then neither counts."""
    return bool(params["since"] and params["until"] and params["since"] > params["until"])


def options_in(snapshot: Snapshot, params: Mapping[str, str]) -> CompareOptions:
    """Return the reader's choices, from checked parameters."""
    ids = chosen_in(snapshot, params).ids
    years = not is_backwards(params)
    return CompareOptions(
        indicators=ids,
        since=int(params["since"]) if params["since"] and years else None,
        until=int(params["until"]) if params["until"] and years else None,
        sources=params["sources"],  # type: ignore[arg-type]  # checked against PARAMETERS
        log=params["scale"] == "log",
        same=params["axis"] == "same",
        highlight=params["highlight"] if params["highlight"] in ids else "",
    )


def comparison_in(snapshot: Snapshot, lang: Language, params: Mapping[str, str]) -> Comparison:
    """Describe the comparison that checked parameters ask for."""
    return comparisons_of(snapshot).find(lang, options_in(snapshot, params))


def kept(snapshot: Snapshot, params: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that an address of this comparison needs: page, image, frame."""
    given = {**params, "indicators": ",".join(chosen_in(snapshot, params).ids)}
    return {name: given[name] for name, default in _DEFAULTS.items() if given[name] != default}


def courses_of(snapshot: Snapshot, topic_id: str) -> list[dict[str, Any]]:
    """List a topic's indicators that have a course over years, in their order."""
    return [row for row in snapshot.indicators_of(topic_id) if row[C.CHART_KIND] == ChartKind.TREND]


def ready(view: View) -> Sequence[tuple[str, Sequence[str]]]:
    """List comparisons that are ready: of what stands on the home page the first of each topic, then topic by topic."""
    topics = sort_by_order(view.snapshot.rows(T.TOPICS))
    by_topic = {topic[C.TOPIC_ID]: courses_of(view.snapshot, topic[C.TOPIC_ID]) for topic in topics}
    at_home: dict[str, dict[str, Any]] = {}
    ranked = [row for rows in by_topic.values() for row in rows if row[C.HOME_RANK] is not None]
    for row in sorted(ranked, key=lambda row: row[C.HOME_RANK]):
        at_home.setdefault(row[C.TOPIC_ID], row)
    found = [(view.t.gettext("compare.overview"), list(at_home.values()))]
    found += [(view.name_of(T.TOPICS, key), rows) for key, rows in by_topic.items()]
    several = [(name, [row[C.INDICATOR_ID] for row in rows[:_READY_PANELS]]) for name, rows in found if len(rows) > 1]
    return several[:_MOST_READY]
