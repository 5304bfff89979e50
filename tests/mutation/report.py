"""What came of the damages, by kind, for a person."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from tests.mutation.damage import Tried
from tests.mutation.harness import NO_CHANGE, STAGES
from tests.mutation.survivors import explain


def real(tried: Iterable[Tried]) -> list[Tried]:
    """Those that changed something."""
    return [one for one in tried if one.caught_by != NO_CHANGE]


def survivors(tried: Iterable[Tried]) -> list[Tried]:
    """Those that nothing named."""
    return [one for one in tried if not one.caught_by]


def unexplained(tried: Iterable[Tried]) -> list[Tried]:
    """Survivors of a kind of which none may survive."""
    return [one for one in survivors(tried) if not explain(one.way.kind)]


def share_caught(tried: Iterable[Tried]) -> float:
    """Share of damages that something named, from 0 to 1; of none, all."""
    changed = real(tried)
    return 1.0 if not changed else 1 - len(survivors(changed)) / len(changed)


def print_report(tried: Sequence[Tried], console: Console) -> None:
    """A line a kind: how many were tried, what named them, and why some survive; then the survivors themselves."""
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for one in tried:
        by_kind[one.way.kind][one.caught_by] += 1
    stages = [stage for stage in STAGES if any(counts[stage] for counts in by_kind.values())]
    table = Table("kind of damage", "tried", *stages, "survived", "caught")
    for kind in sorted(by_kind):
        counts = by_kind[kind]
        changed = counts.total() - counts[NO_CHANGE]
        caught = f"{100 * (changed - counts['']) / changed:.0f} %" if changed else ""
        numbers = [str(counts[stage] or "") for stage in stages]
        table.add_row(kind, str(counts.total()), *numbers, str(counts[""] or ""), caught)
    console.print(table)
    console.print(f"{len(tried)} damages, {100 * share_caught(tried):.1f} % of those that change something are named.")
    left = survivors(tried)
    for kind in sorted({one.way.kind for one in left}):
        console.print(f"\n[bold]{kind}[/bold]: {explain(kind) or 'NOT EXPLAINED'}", highlight=False)
        for one in [one for one in left if one.way.kind == kind][:3]:
            console.print(f"  {one.damage.file}: {one.damage.what[:160]}", markup=False, highlight=False)
