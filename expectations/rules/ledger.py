"""Nothing published is lost or changed in silence: releases, the ledger of corrections, figures as last published."""

import pandas as pd

from expectations.batches import PREVIOUS, is_in
from expectations.forms import WITHDRAWN, published_form
from expectations.judging import same
from expectations.kinds import Both
from expectations.rule import on, rule
from expectations.rules.figures import VALUES
from expectations.rules.periods import read_period
from expectations.view import Seen, Tables, Truth
from pipelines.schema.columns import C, T

_FORM = [C.QUALIFIER, *VALUES]
_ADD_ENTRY: Both = (
    "Enter the change in data/raw/catalogue/corrections.toml, or restore the figure.",
    "Inscrire le changement dans data/raw/catalogue/corrections.toml, ou rétablir le chiffre.",
)


def _forms(figures: pd.DataFrame) -> pd.Series:
    """Published form of each figure."""
    cells = zip(*(figures[name] for name in _FORM), strict=True)
    return pd.Series([published_form(*cell) for cell in cells], index=figures.index, dtype="str")


def _ledger(every: Tables) -> pd.DataFrame:
    """The last entry of each figure: before, after, indexed by obs_id."""
    entries = every[T.CORRECTIONS].sort_values([C.DATE, C.CORRECTION_ID], kind="stable")
    return entries.drop_duplicates(C.OBS_ID, keep="last").set_index(C.OBS_ID)


@rule(
    id="no-figure-lost",
    name=("No figure lost", "Aucun chiffre perdu"),
    sentence=(
        "A figure that was published is still there, or its withdrawal stands in the ledger of corrections.",
        "Un chiffre publié est toujours là, ou son retrait figure au registre des corrections.",
    ),
    expected=(
        f"the figure, or an entry of the ledger whose after is {WITHDRAWN}",
        f"le chiffre, ou une entrée du registre dont after est {WITHDRAWN}",
    ),
    cure=_ADD_ENTRY,
    scopes=[on(PREVIOUS, C.OBS_ID, reads=[C.AS_PRINTED], needs=[T.OBSERVATIONS, T.CORRECTIONS])],
)
def expect_published_figures_to_remain(seen: Seen) -> Truth:
    """The rows are those last published."""
    ledger = seen.tables[T.CORRECTIONS]
    withdrawn = ledger.loc[ledger[C.AFTER] == WITHDRAWN, C.OBS_ID]
    return is_in(seen[C.OBS_ID], seen.tables[T.OBSERVATIONS][C.OBS_ID]) | is_in(seen[C.OBS_ID], withdrawn)


def _changed(seen: Seen) -> Truth:
    """Figures that are still there with another number or qualifier than last published."""
    changed = pd.Series(False, index=seen.rows.index)
    for column in _FORM:
        now = seen.tables.look_up(seen[C.OBS_ID], T.OBSERVATIONS, column)
        was = seen[column]
        if column == C.QUALIFIER:
            changed |= now.notna() & ~same(now, was)
        else:
            changed |= (now != was) & ~(now.isna() & was.isna())
    return changed & is_in(seen[C.OBS_ID], seen.tables[T.OBSERVATIONS][C.OBS_ID])


def _now(seen: Seen, ids: pd.Series) -> pd.Series:
    columns = {name: seen.tables.look_up(ids, T.OBSERVATIONS, name) for name in _FORM}
    return _forms(pd.DataFrame(columns))


@rule(
    id="changes-in-ledger",
    name=("Changes stand in the ledger", "Changements inscrits au registre"),
    sentence=(
        "A published figure whose number changes has an entry in the ledger of corrections that says from what to "
        "what.",
        "Un chiffre publié dont le nombre change a une entrée au registre des corrections qui dit de quoi à quoi.",
    ),
    expected=("an entry of the ledger", "une entrée du registre"),
    cure=_ADD_ENTRY,
    scopes=[on(PREVIOUS, C.OBS_ID, *_FORM, reads=[C.AS_PRINTED], needs=[T.OBSERVATIONS, T.CORRECTIONS])],
    explain=lambda seen: [
        (f"an entry of the ledger with before {was!r} and after {now!r}",
         f"une entrée du registre avec before {was!r} et after {now!r}")
        for was, now in zip(_forms(seen.rows), _now(seen, seen[C.OBS_ID]), strict=True)
    ],
)  # fmt: skip
def expect_changes_to_stand_in_the_ledger(seen: Seen) -> Truth:
    """The last entry of the figure must lead from the number last published to the present one."""
    result = pd.Series(True, index=seen.rows.index)
    changed = seen.rows[_changed(seen)]
    if changed.empty:
        return result
    ledger = _ledger(seen.tables)
    entries = ledger.reindex(pd.Index(changed[C.OBS_ID]))
    entered = (entries[C.BEFORE].to_numpy() == _forms(changed).to_numpy()) & (
        entries[C.AFTER].to_numpy() == _now(seen, changed[C.OBS_ID]).to_numpy()
    )
    result.loc[changed.index] = pd.array(entered, dtype="bool")
    return result


@rule(
    id="ledger-true",
    name=("The ledger tells the truth", "Le registre dit vrai"),
    sentence=(
        "Each entry of the ledger changes something, and the last entry of a figure ends in its present number.",
        "Chaque entrée du registre change quelque chose, et la dernière entrée d'un chiffre aboutit à son nombre "
        "actuel.",
    ),
    expected=(
        "the figure's present form in after, and another in before",
        "la forme actuelle du chiffre dans after, et une autre dans before",
    ),
    cure=("Correct before and after, or the figure.", "Corriger before et after, ou le chiffre."),
    scopes=[on(T.CORRECTIONS, C.OBS_ID, C.BEFORE, C.AFTER, reads=[C.DATE], needs=[T.OBSERVATIONS])],
)
def expect_ledger_to_tell_the_truth(seen: Seen) -> Truth:
    """A withdrawn figure is gone; every other one is there."""
    ids = seen[C.OBS_ID]
    there = is_in(ids, seen.tables[T.OBSERVATIONS][C.OBS_ID])
    now = _now(seen, ids).where(there, WITHDRAWN)
    last = seen.rows.sort_values([C.DATE, C.CORRECTION_ID], kind="stable").drop_duplicates(C.OBS_ID, keep="last").index
    is_last = pd.Series(seen.rows.index.isin(last), index=seen.rows.index)
    return ~same(seen[C.BEFORE], seen[C.AFTER]) & (~is_last | same(seen[C.AFTER], now))


@rule(
    id="ledger-release",
    name=("Corrections belong to a release", "Corrections rattachées à une version"),
    sentence=(
        "Each entry of the ledger names a declared release, and is not dated after it.",
        "Chaque entrée du registre désigne une version déclarée, et ne lui est pas postérieure.",
    ),
    expected=(
        "a declared release, not before the entry's date",
        "une version déclarée, non antérieure à la date de l'entrée",
    ),
    cure=(
        "Declare the release in releases.toml, or correct the entry.",
        "Déclarer la version dans releases.toml, ou corriger l'entrée.",
    ),
    scopes=[on(T.CORRECTIONS, C.VERSION, C.DATE, needs=[T.RELEASES])],
)
def expect_corrections_to_belong_to_a_release(seen: Seen) -> Truth:
    """ISO dates at day precision are in order when their texts are."""
    released = seen.tables.look_up(seen[C.VERSION], T.RELEASES, C.RELEASED)
    return (seen[C.DATE].fillna("") <= released.fillna("")) & released.notna()


def version_number(text: str) -> tuple[int, ...] | None:
    """The parts of a semantic version, or None."""
    parts = text.split(".")
    return tuple(int(part) for part in parts) if len(parts) == 3 and all(part.isdigit() for part in parts) else None


@rule(
    id="releases-rise",
    name=("Releases rise", "Versions croissantes"),
    sentence=(
        "Releases are listed oldest first: each version is higher and no date earlier than the one before it.",
        "Les versions sont énumérées de la plus ancienne à la plus récente : chacune est plus haute, et sa date n'est "
        "pas antérieure.",
    ),
    expected=(
        "a version above the one before it, with a full date not before it",
        "une version supérieure à la précédente, avec une date complète qui ne la précède pas",
    ),
    cure=("Correct releases.toml.", "Corriger releases.toml."),
    scopes=[on(T.RELEASES, C.VERSION, C.RELEASED)],
)
def expect_releases_to_rise(seen: Seen) -> Truth:
    """A release has a day."""
    rises = []
    highest: tuple[int, ...] = ()
    latest = ""
    for version, released in zip(seen[C.VERSION].fillna(""), seen[C.RELEASED].fillna(""), strict=True):
        number, day = version_number(version) or (), released
        period = read_period(day)
        rises.append(number > highest and period is not None and period.start == period.end and day >= latest)
        highest, latest = max(highest, number), max(latest, day)
    return pd.Series(rises, index=seen.rows.index, dtype=bool)
