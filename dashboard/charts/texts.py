"""Words that charts add to the data's own, in both languages."""

from typing import Final

from dashboard.text.typography import set_text
from pipelines.schema.declared import Language

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    # (English, French)
    "everyone": ("Everyone", "Ensemble"),
    "report": ("the report", "le rapport"),
    "report_estimate": ("the report, estimate", "le rapport, estimation"),
    "other_publication": ("other publication", "autre publication"),
    "own": ("our own arithmetic", "notre propre calcul"),
    "hollow": ("hollow: approximate", "évidé : approché"),
    "range": ("range: no value within it is implied", "fourchette : aucune valeur intermédiaire n’est sous-entendue"),
    "bound": ("arrow: only one bound is stated", "flèche : une seule borne est énoncée"),
    "margin": (
        "sampling margin of about ±{margin} points at 95%, as for a random sample",
        "marge d’échantillonnage d’environ ±{margin} points à 95 %, comme pour un échantillon aléatoire",
    ),
    "quota": ("this quota sample offers no such guarantee", "cet échantillon par quotas ne l’assure pas"),
    "to": (" to ", " à "),
    "not_published": ("not published", "non publié"),
    "as_published": ("as published", "tel que publié"),
    "break": (
        "broken rule: counting changed, do not compare across it",
        "trait interrompu : le comptage a changé, ne pas comparer de part et d’autre",
    ),
    "counting_changed": ("counting changed", "comptage modifié"),
    "not_comparable": ("not comparable with earlier figures", "non comparable aux chiffres antérieurs"),
    "several_years": ("Figures for several years together", "Chiffres portant sur plusieurs années"),
    "log_axis": (
        "{unit}; each step to the right is ten times as many",
        "{unit} ; chaque pas vers la droite est dix fois plus grand",
    ),
    "axis_percent": ("percent", "pour cent"),
    "prison_axis": ("Longest prison term, in years", "Peine d’emprisonnement la plus longue, en années"),
    "year": ("Year", "Année"),
    "years": ("{n} years", "{n} ans"),
    "year_one": ("{n} year", "{n} an"),
    "prison": ("{n} years in prison", "{n} ans d’emprisonnement"),
    "prison_one": ("{n} year in prison", "{n} an d’emprisonnement"),
    "fine": ("fine of {euros}", "amende de {euros}"),
    "no_prison": ("prison term not stated", "durée d’emprisonnement non énoncée"),
    "penalties_title": (
        "Penalties by offence and circumstance, {place}",
        "Peines encourues par infraction et circonstance, {place}",
    ),
    "penalties_subtitle": (
        "Most that the law allows, as the source states it; not sentences passed",
        "Maximum prévu par la loi, tel que la source l’énonce ; non les peines prononcées",
    ),
    "treaties_title": (
        "Treaties: adoption and ratification, {place}",
        "Traités : adoption et ratification, {place}",
    ),
    "treaties_subtitle": ("Dates as the source prints them", "Dates telles que la source les imprime"),
    "adopted": ("adopted", "adopté"),
    "signed": ("signed", "signé"),
    "ratified": ("ratified", "ratifié"),
    "in_force": ("in force", "en vigueur"),
    "reported": ("report submitted", "rapport remis"),
    "dated": ("{what} {when}", "{what} : {when}"),
    "source": ("Source: {source}", "Source : {source}"),
    "between_sources": ("; ", " ; "),
    "report_of": ("report of {year}", "rapport de {year}"),
    "sources": ("Sources: {source}", "Sources : {source}"),
    "about": ("{subject}: {words}", "{subject} : {words}"),
    "more_notes": (
        "{n} more notes stand beside the chart at its address",
        "{n} autres notes accompagnent le graphique à son adresse",
    ),
    "more_notes_one": (
        "1 more note stands beside the chart at its address",
        "1 autre note accompagne le graphique à son adresse",
    ),
    "part": (
        "Only {shown} of the {total} figures of this indicator are drawn.",
        "Seuls {shown} des {total} chiffres de cet indicateur sont tracés.",
    ),
    "part_of": (
        "Only {shown} of the {total} figures of this indicator are drawn: {which}.",
        "Seuls {shown} des {total} chiffres de cet indicateur sont tracés : {which}.",
    ),
    "since": ("from {when} on", "à partir de {when}"),
    "too_many_series": (
        "{unit}; {n} series, too many to name here: the table at the chart’s address names each",
        "{unit} ; {n} séries, trop pour être nommées ici : le tableau, à l’adresse du graphique, nomme chacune",
    ),
    "version": ("data version {version}", "version des données {version}"),
    "chart_trend": ("Line chart", "Courbe"),
    "chart_claims": ("Chart of rival claims", "Affirmations concurrentes"),
    "chart_survey": ("Bar chart", "Barres"),
    "chart_values": ("Bar chart", "Barres"),
    "chart_single": ("One figure", "Un chiffre"),
    "chart_penalties": ("Bar chart", "Barres"),
    "chart_treaties": ("Timeline", "Frise"),
    "alt": ("{chart}: {what}.", "{chart} : {what}."),
    "from_to": ("{first} ({when_first}), {last} ({when_last}).", "{first} ({when_first}), {last} ({when_last})."),
    "ends_said": (
        "From {first} ({when_first}) to {last} ({when_last}){extremes}.",
        "De {first} ({when_first}) à {last} ({when_last}){extremes}.",
    ),
    "highest_between": ("; highest {value} ({when})", " ; maximum {value} ({when})"),
    "lowest_between": ("; lowest {value} ({when})", " ; minimum {value} ({when})"),
    "figures_one": ("1 figure.", "1 chiffre."),
    "figures": ("{n} figures.", "{n} chiffres."),
    "series_from_to": (
        "{series}first {first} ({when_first}), last {last} ({when_last}); lowest {least} ({when_least}), "
        "highest {most} ({when_most}).",
        "{series}premier {first} ({when_first}), dernier {last} ({when_last}) ; minimum {least} ({when_least}), "
        "maximum {most} ({when_most}).",
    ),
    "point_said": ("{where}: {value}.", "{where} : {value}."),
    "missing_said": ("No value is published for {when}.", "Aucune valeur n’est publiée pour {when}."),
    "break_said": (
        "The line stops at {when}: {why}.",
        "La ligne s’interrompt en {when} : {why}.",
    ),
    "own_said": ("Computed here, not published: {values}.", "Calculé ici, non publié : {values}."),
    "differ_at_least": (
        "The published figures differ by a factor of at least {factor}{unlike}.",
        "Les chiffres publiés diffèrent d’un facteur d’au moins {factor}{unlike}.",
    ),
    "differ_more_than": (
        "The published figures differ by a factor of more than {factor}{unlike}.",
        "Les chiffres publiés diffèrent d’un facteur supérieur à {factor}{unlike}.",
    ),
    "differ_overlap": ("The published figures overlap{unlike}.", "Les chiffres publiés se recoupent{unlike}."),
    "unlike": (" and do not count the same thing", " et ne comptent pas la même chose"),
    "beyond_margin": (
        "{answer}: {first}, {second}; the difference exceeds the sampling margin.",
        "{answer} : {first}, {second} ; l’écart dépasse la marge d’échantillonnage.",
    ),
    "within_margin": (
        "{answer}: {first}, {second}; within the sampling margin, so no difference is shown.",
        "{answer} : {first}, {second} ; dans la marge d’échantillonnage, donc aucun écart n’est établi.",
    ),
    "highest_said": ("highest: {where}, {value}", "le plus élevé : {where}, {value}"),
    "column_series": ("Series", "Série"),
    "column_period": ("Period", "Période"),
    "column_row": ("What", "Objet"),
    "column_value": ("Value", "Valeur"),
    "column_status": ("Status", "Statut"),
    "column_source": ("Source", "Source"),
    "download_image": ("Download the chart as an image", "Télécharger le graphique en image"),
}


_FRENCH: Final = {key: set_text(french, "fr") for key, (_, french) in _TEXTS.items()}


def text(key: str, lang: Language, **values: object) -> str:
    """The words of that key in that language, with their places filled.

    Raises:
        KeyError: no such key, or a place has no value.
    """
    words = _TEXTS[key][0] if lang == "en" else _FRENCH[key]
    return words.format(**values) if values else words


def capital(words: str) -> str:
    """The words with a first capital, the rest untouched (`str.capitalize` would lower acronyms)."""
    return words[:1].upper() + words[1:]
