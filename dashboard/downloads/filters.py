"""What a table's file can be filtered by and how that is described; the filters are those of the explorer."""

from collections.abc import Collection, Sequence
from typing import Final

from dashboard.data.filters import FILTERS, Filter
from dashboard.downloads.dataset import Words
from dashboard.downloads.published import Published
from pipelines.schema.columns import C, T

LANG: Final = "lang"
LABELS: Final = "labels"
DIALECT: Final = "dialect"
START: Final = "start"
END: Final = "end"
# What may be chosen besides the rows: name, allowed values (the first is the default), what it does.
CHOICES: Final[dict[str, tuple[tuple[str, ...], Words]]] = {
    LANG: (
        ("both", "fr", "en"),
        {
            "en": "Language of labels, notes, citations and addresses.",
            "fr": "Langue des libellés, notes, références et adresses.",
        },
    ),
    LABELS: (
        ("both", "code"),
        {
            "en": "`both` puts words beside each code and a citation in each row; `code` gives the published columns.",
            "fr": "`both` met des mots à côté de chaque code et une référence à chaque ligne ; `code` donne les seules "
            "colonnes publiées.",
        },
    ),
    DIALECT: (
        ("standard", "excel-fr"),
        {
            "en": "`excel-fr` writes semicolons, decimal commas and a byte-order mark, for French Excel.",
            "fr": "`excel-fr` écrit points-virgules, virgules décimales et marque d'ordre des octets, pour ouvrir d'un "
            "double clic dans Excel en français.",
        },
    ),
}
PERIODS: Final[dict[str, Words]] = {
    START: {
        "en": "Year, month or day (2009, 2009-06, 2009-06-15): keeps what ends on it or later, at least in part.",
        "fr": "Année, mois ou jour (2009, 2009-06, 2009-06-15) : garde ce qui finit à cette date ou après, en tout ou "
        "partie.",
    },
    END: {
        "en": "Year, month or day: keeps what starts on it or earlier, at least in part.",
        "fr": "Année, mois ou jour : garde ce qui commence à cette date ou avant, même en partie.",
    },
}


TEXTS: Final[dict[str, Words]] = {
    "indicator": {"en": "Indicators.", "fr": "Indicateurs."},
    "topic": {"en": "Topics.", "fr": "Thèmes."},
    "ref_area": {"en": "Territories.", "fr": "Territoires."},
    "sex": {"en": "Sex codes; _T is everyone.", "fr": "Codes de sexe ; _T : ensemble."},
    "age": {"en": "Age codes; _T is all ages.", "fr": "Codes d'âge ; _T : tous âges."},
    "answer": {"en": "Survey answers.", "fr": "Réponses au sondage."},
    "source": {"en": "Publications.", "fr": "Publications."},
    "origin": {"en": "Bodies named.", "fr": "Organismes désignés."},
    "form": {"en": "Forms of exploitation of the indicator.", "fr": "Formes d'exploitation de l'indicateur."},
    "kind": {"en": "Kinds of measure of the indicator.", "fr": "Natures de la mesure de l'indicateur."},
    "figure": {"en": "Single figures, by id.", "fr": "Chiffres, par identifiant."},
}


def allowed(each: Filter, published: Published) -> tuple[str, ...]:
    """Return the values that a filter takes, in published order; none where they are too many to say (the figures)."""
    if each.table == T.OBSERVATIONS:
        return ()
    return tuple(published.records(each.table) if each.table else published.codes(each.codelist))


def unknown(each: Filter, published: Published, asked: Sequence[str]) -> list[str]:
    """Return those of the values that a filter does not take."""
    if each.table == T.OBSERVATIONS:
        known: Collection[str] = published.existing(T.OBSERVATIONS, asked)
    else:
        known = frozenset(allowed(each, published))
    return [value for value in asked if value not in known]


def list_file(each: Filter) -> str:
    """Return the file under `/data/` that lists a filter's values in words."""
    return f"{each.table or T.CODELISTS}.json"


def filters_of(published: Published, table: str) -> tuple[Filter, ...]:
    """Filters that a table takes: it has the column, or it has the indicator and the indicator has the column."""
    if table not in published.tables:
        return ()
    own = set(published.tables[table].schema.names)
    through = set(published.tables[T.INDICATORS].schema.names) if C.INDICATOR_ID in own else set()
    return tuple(each for each in FILTERS if each.column in own | through)


def has_periods(published: Published, table: str) -> bool:
    """Whether a table takes `start` and `end`."""
    return table in published.tables and C.TIME_PERIOD in published.tables[table].schema.names
