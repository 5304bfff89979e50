"""What a table can be filtered by: declared once, for the server, its description and the downloads page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

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


@dataclass(frozen=True)
class Filter:
    """Keeps the rows whose column holds one of the given codes.

    Attributes:
        name: parameter.
        column: column that is compared; one of `indicators` where the table has only the indicator.
        table: catalogue table whose keys are the allowed values; empty when a code list holds them.
        codelist: code list whose codes are the allowed values.
    """

    name: str
    column: str
    text: Words
    table: str = ""
    codelist: str = ""

    def allowed(self, published: Published) -> tuple[str, ...]:
        """The values that may be given, in published order; empty where they are too many to say (the figures)."""
        if self.table == T.OBSERVATIONS:
            return ()
        return tuple(published.records(self.table) if self.table else published.codes(self.codelist))

    def unknown(self, published: Published, asked: Sequence[str]) -> list[str]:
        """Those of the values that may not be given."""
        if self.table == T.OBSERVATIONS:
            known: Collection[str] = published.existing(T.OBSERVATIONS, asked)
        else:
            known = frozenset(self.allowed(published))
        return [value for value in asked if value not in known]

    @property
    def list_file(self) -> str:
        """File under `/data/` that lists the allowed values in words."""
        return f"{self.table or T.CODELISTS}.json"


FILTERS: Final = (
    Filter("indicator", C.INDICATOR_ID, {"en": "Indicators.", "fr": "Indicateurs."}, table=T.INDICATORS),
    Filter("topic", C.TOPIC_ID, {"en": "Topics.", "fr": "Thèmes."}, table=T.TOPICS),
    Filter("ref_area", C.REF_AREA, {"en": "Territories.", "fr": "Territoires."}, table=T.AREAS),
    Filter(
        "sex", C.SEX, {"en": "Sex codes; _T is everyone.", "fr": "Codes de sexe ; _T : ensemble."}, codelist="CL_SEX"
    ),
    Filter(
        "age", C.AGE, {"en": "Age codes; _T is all ages.", "fr": "Codes d'âge ; _T : tous âges."}, codelist="CL_AGE"
    ),
    Filter("answer", C.ANSWER, {"en": "Survey answers.", "fr": "Réponses au sondage."}, codelist="CL_ANSWER"),
    Filter("source", C.SOURCE_ID, {"en": "Publications.", "fr": "Publications."}, table=T.SOURCES),
    Filter("origin", C.ORIGIN_ID, {"en": "Bodies named.", "fr": "Organismes désignés."}, table=T.ORIGINS),
    Filter(
        "form",
        C.EXPLOITATION_FORM,
        {"en": "Forms of exploitation of the indicator.", "fr": "Formes d'exploitation de l'indicateur."},
        codelist="CL_FORM",
    ),
    Filter(
        "kind",
        C.MEASURE_KIND,
        {"en": "Kinds of measure of the indicator.", "fr": "Natures de la mesure de l'indicateur."},
        codelist="CL_MEASURE_KIND",
    ),
    Filter(
        "figure", C.OBS_ID, {"en": "Single figures, by id.", "fr": "Chiffres, par identifiant."}, table=T.OBSERVATIONS
    ),
)


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
