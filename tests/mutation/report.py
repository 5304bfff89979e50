"""What came of the damages, by kind, for a person: on a terminal, and as a page of the docs."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from tests.mutation.damage import BEFORE_A_RELEASE, Stage, Tried
from tests.mutation.survivors import explain

_RULES, _REFUSED = frozenset(BEFORE_A_RELEASE), frozenset({*BEFORE_A_RELEASE, Stage.PUBLISHED})
# What a maintainer has at hand, and which stages name a damage then.
SITUATIONS = {
    "rules alone, before a first release": _RULES,
    "rules, and the report's text (`esec verify`)": _RULES | {Stage.REPORT},
    "rules, against the published version (`esec build`): refused": _REFUSED,
    "the same: refused, or shown before it is published": _REFUSED | {Stage.SHOWN},
    "all of these": frozenset(Stage) - {Stage.NO_CHANGE},
}
_COLUMNS = ("kind of damage", "tried", "rules", "report's text", "refused", "shown", "unseen", "caught")


def real(tried: Iterable[Tried]) -> list[Tried]:
    """Those that changed something."""
    return [one for one in tried if one.caught_by is not Stage.NO_CHANGE]


def passed(tried: Iterable[Tried], stages: Iterable[Stage] = _RULES | {Stage.REPORT}) -> list[Tried]:
    """Those that none of the stages named: by default, what a first release would let pass."""
    return [one for one in real(tried) if not set(stages) & one.named.keys()]


def unexplained(tried: Iterable[Tried]) -> list[Tried]:
    """Those that a first release would let pass, of a kind of which none may."""
    return [one for one in passed(tried) if not explain(one.way.kind)]


def share_caught(tried: Iterable[Tried], stages: Iterable[Stage] = _RULES | {Stage.REPORT}) -> float:
    """Share of damages that the stages named, from 0 to 1; of none, all."""
    changed = real(tried)
    return 1.0 if not changed else 1 - len(passed(changed, stages)) / len(changed)


def _percent(share: float) -> str:
    # A share that is not whole is not rounded up to it.
    return "100 %" if share == 1 else f"{min(100 * share, 99.9):.1f} %"


def _kinds(tried: Iterable[Tried]) -> list[str]:
    return sorted({one.way.kind for one in tried})


def _rows(tried: Sequence[Tried]) -> list[tuple[str, ...]]:
    """A line a kind: how many changed something, what named them, and the share named against what was published."""
    rows = []
    for kind in _kinds(tried):
        of_kind = [one for one in real(tried) if one.way.kind == kind]
        by_rules = len(of_kind) - len(passed(of_kind, _RULES))
        counts = [sum(stage in one.named for one in of_kind) for stage in (Stage.REPORT, Stage.PUBLISHED, Stage.SHOWN)]
        unseen = len(passed(of_kind, SITUATIONS["all of these"]))
        numbers = [str(number or "") for number in (len(of_kind), by_rules, *counts, unseen)]
        rows.append((kind, *numbers, _percent(share_caught(of_kind, _REFUSED)) if of_kind else ""))
    return rows


def _shares(tried: Sequence[Tried]) -> list[tuple[str, str, str]]:
    return [
        (words, str(len(passed(tried, stages))), _percent(share_caught(tried, stages)))
        for words, stages in SITUATIONS.items()
    ]


def _examples(tried: Iterable[Tried], kind: str, most: int) -> list[str]:
    return [f"{one.damage.file}: {one.damage.what[:160]}" for one in tried if one.way.kind == kind][:most]


def print_report(tried: Sequence[Tried], console: Console) -> None:
    """Print the table by kind, the shares, and what a first release would let pass, with the reason."""
    table = Table(*_COLUMNS)
    for row in _rows(tried):
        table.add_row(*row)
    console.print(table)
    for words, left, share in _shares(tried):
        console.print(f"{share} named, {left} pass: {words}.", highlight=False)
    left = passed(tried)
    for kind in _kinds(left):
        console.print(f"\n[bold]{kind}[/bold]: {explain(kind) or 'NOT EXPLAINED'}", highlight=False)
        for line in _examples(left, kind, 3):
            console.print(f"  {line}", markup=False, highlight=False)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [headings, ["---"] * len(headings), *rows]
    return [f"| {' | '.join(cell.replace('|', '∣') for cell in line)} |" for line in lines]


def render_markdown(tried: Sequence[Tried], *, seed: int, with_report: bool) -> str:
    """The page of the docs: how it was made, shares, table by kind, and each kind that may pass, with the reason."""
    left = passed(tried)
    refused_not = passed(tried, _REFUSED)
    report = "with the report's text at hand" if with_report else "without the report's text"
    lines = [
        "# How far the rules reach",
        "",
        f"Written by `python -m tests.mutation --count {len(tried)} --seed {seed} --markdown docs/mutation.md`,",
        f"{report}: {len(tried)} damages to a copy of the raw folder, {len(real(tried))} of which change something. A",
        "damage counts as named when a fault names its row, the file that cannot be read, or a row that depends on it.",
        "",
        *_table(("what is at hand", "pass", "named"), _shares(tried)),
        "",
        "## By kind",
        "",
        "*rules*: named by reading and rules alone. Of those that pass the rules, *report's text*: named by",
        "`esec verify`; *refused*: `esec build` refuses them against the published version; *shown*: it publishes",
        "them, and shows each with what stood there; *unseen*: nothing names them. *caught*: by the rules or refused.",
        "",
        *_table(_COLUMNS, _rows(tried)),
        "",
        "## What a first release would let pass",
        "",
        "Neither a rule nor the report's text names these; each kind says why. Once published, the build refuses what",
        "states a fact and shows the rest.",
        "",
        *_table(
            ("kind of damage", "pass", "then refused", "then shown", "why no rule can name them"),
            [
                (
                    kind,
                    str(len(of_kind := [one for one in left if one.way.kind == kind])),
                    str(sum(Stage.PUBLISHED in one.named for one in of_kind) or ""),
                    str(sum(Stage.PUBLISHED not in one.named and Stage.SHOWN in one.named for one in of_kind) or ""),
                    explain(kind) or "**not explained**",
                )
                for kind in _kinds(left)
            ],
        ),
        "",
        "## What the build shows and does not refuse",
        "",
        "Our own words, and what the catalogue presents: a reviewer reads them in the build's notes.",
        "",
        *_table(
            ("kind of damage", "shown", "for example"),
            [
                (kind, str(sum(one.way.kind == kind for one in refused_not)), _examples(refused_not, kind, 1)[0])
                for kind in _kinds(refused_not)
            ],
        ),
    ]
    return "\n".join(lines) + "\n"
