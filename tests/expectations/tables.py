"""A small valid data set, made up, in which every declared table has rows; tests damage copies of it."""

from copy import deepcopy
from functools import cache
from typing import Any

import pandas as pd

from pipelines.curate.curate import to_frame
from pipelines.schema.columns import C, T
from pipelines.schema.declared import tables
from pipelines.schema.proof import READ, digest_rows

Row = dict[str, Any]
Rows = dict[str, list[Row]]

_REPORT = {"source_id": "ecpat-france-2011", "page": 5, "section": "cases"}
_WHERE = {**_REPORT, "footnote": "2"}
_FRANCE = {"ref_area": "FR"}


def _texts(stem: str, english: str, french: str) -> Row:
    return {f"{stem}_en": english, f"{stem}_fr": french}


def _figure(obs_id: str, indicator: str, period: str, **more: Any) -> Row:
    unit = {
        "cases": "CASES",
        "cases-total": "CASES",
        "cases-mean": "CASES_PER_YEAR",
        "cases-change": "PC_CHANGE",
        "cases-share": "PERCENT",
        "opinion": "PC_ADULTS",
    }[indicator]
    figure = {
        "obs_id": obs_id,
        "indicator_id": indicator,
        "ref_area": "FR",
        "time_period": period,
        "period_basis": "stated",
        "sex": "_T",
        "age": "_T",
        "answer": "_Z",
        "qualifier": "exact",
        "obs_status": "A",
        "unit_measure": unit,
        "origin_id": "justice",
        "comparability_id": indicator,
        **(_texts("base", "all of them", "leur ensemble") if unit in ("PERCENT", "PC_ADULTS") else {}),
        **_WHERE,
        **more,
    }
    if "obs_value" in more and "as_printed" not in more:
        figure["as_printed"] = f"{more['obs_value']:g}".replace(".", ",")
    return figure


def _derived(obs_id: str, indicator: str, period: str, value: float, formula: str) -> Row:
    return {
        **_figure(obs_id, indicator, period, obs_value=value, origin_id="own", derivation=formula),
        **{"source_id": "esec-computed", "page": None, "section": None, "footnote": None, "as_printed": None},
    }


def _answer(obs_id: str, answer: str, value: float) -> Row:
    return _figure(obs_id, "opinion", "2010-10-22/2010-10-23", answer=answer, obs_value=value, origin_id="poll")


_OBSERVATIONS = [
    _figure("o-0001", "cases", "2005", obs_value=20, as_printed="20 cas en 2005"),
    _figure("o-0002", "cases", "2006", obs_value=24),
    _figure("o-0003", "cases", "2007", obs_value=31),
    _figure(
        "o-0004", "cases", "2008", qualifier="range", obs_value_low=10, obs_value_high=30, as_printed="de 10 à 30 cas"
    ),
    _figure("o-0005", "cases", "2009", qualifier="less_than", obs_value_high=100, as_printed="moins de 100"),
    _figure(
        "o-0006",
        "cases",
        "2010",
        qualifier="missing",
        obs_status="O",
        **_texts("note", "Not published.", "Non publié."),
    ),
    _figure("o-0007", "cases", "2005/2007", comparability_id="cases.three-years", obs_value=75),
    _figure("o-0008", "cases-total", "2005/2007", obs_value=60, **_texts("note", "As printed.", "Tel qu'imprimé.")),
    _figure("o-0009", "cases-mean", "2005/2006", qualifier="approx", obs_value=22, as_printed="environ 22 par an"),
    _derived("d-0001", "cases-total", "2005/2007", 75, "sum(o-0001,o-0002,o-0003)"),
    _derived("d-0002", "cases-change", "2005/2006", 20, "change(o-0001,o-0002)"),
    _derived("d-0003", "cases-share", "2005", 83.3, "share(o-0001,o-0002)"),
    _answer("o-0010", "YES", 45),
    _answer("o-0011", "NO", 40.5),
    _figure(
        "o-0012",
        "cases",
        "2005",
        source_id="other-2012",
        obs_value=19,
        confidence="high",
        page=None,
        section=None,
        footnote=None,
    ),
]

_INDICATORS = {
    "cases": ("Recorded cases", "Cas enregistrés", "CASES", "trend"),
    "cases-total": ("Total of the recorded cases", "Total des cas enregistrés", "CASES", "values"),
    "cases-mean": ("Recorded cases a year", "Cas enregistrés par an", "CASES_PER_YEAR", "values"),
    "cases-change": ("Change of the recorded cases", "Évolution des cas enregistrés", "PC_CHANGE", "values"),
    "cases-share": ("Share of the recorded cases", "Part des cas enregistrés", "PERCENT", "values"),
    "opinion": ("Opinion of adults", "Opinion des adultes", "PC_ADULTS", "survey"),
}

_UNITS = {
    "CASES": ("cases", "cas", True, 0, None, 0),
    "CASES_PER_YEAR": ("cases a year", "cas par an", False, 0, None, 1),
    "PC_CHANGE": ("percent of change", "évolution en pour cent", False, -100, None, 1),
    "PERCENT": ("percent", "pour cent", False, 0, 100, 1),
    "PC_ADULTS": ("percent of adults", "pour cent des adultes", False, 0, 100, 1),
}


def _source(source_id: str, kind: str, **more: Any) -> Row:
    return {
        "source_id": source_id,
        "source_kind": kind,
        "title": f"Publication {source_id}",
        "publisher": "A publisher",
        "published": "2011",
        "language": "fr",
        "seen_in": "publisher",
        "proof": "not_proved",
        "coverage_start": 2000,
        "coverage_end": 2011,
        "citation": f"A publisher. Publication {source_id}.",
        **_texts("rights", "All rights reserved by the publisher.", "Tous droits réservés par l'éditeur."),
        **_texts("short", "Publisher (2011)", "Publisher (2011)"),
        **more,
    }


_ROWS: Rows = {
    T.OBSERVATIONS: _OBSERVATIONS,
    T.INDICATORS: [
        {
            "indicator_id": key,
            "topic_id": "opinions" if chart == "survey" else "justice",
            **_texts("name", english, french),
            **_texts("definition", f"{english} in France.", f"{french} en France."),
            **(
                _texts("population", "adults", "adultes")
                if chart == "survey"
                else _texts("population", "what services recorded", "ce que les services ont enregistré")
            ),
            "unit_measure": unit,
            "measure_kind": "opinion" if chart == "survey" else "recorded",
            "exploitation_form": "_T",
            "chart_kind": chart,
            "question_id": "q-opinion" if chart == "survey" else None,
            "caveat_ids": "recorded",
            "related_ids": "cases-total;cases-mean" if key == "cases" else "cases",
            "event_ids": "ev-law",
            "sort_order": number,
            **_FRANCE,
        }
        for number, (key, (english, french, unit, chart)) in enumerate(_INDICATORS.items(), start=1)
    ],
    T.TOPICS: [
        {
            "topic_id": key,
            **_texts("name", *names),
            **_texts("definition", f"All of {names[0]}.", f"Tout : {names[1]}."),
            "sort_order": 1,
        }
        for key, names in {"justice": ("Justice", "Justice"), "opinions": ("Opinions", "Opinions")}.items()
    ],
    T.FINDINGS: [
        {
            "finding_id": "cases",
            "indicator_id": "cases",
            "home_rank": 1,
            **_texts(
                "claim", "In {o-0001:when}, {o-0001} were recorded.", "En {o-0001:when}, {o-0001} ont été enregistrés."
            ),
            **_texts("doubt", "Not how many children are exploited.", "Non combien d'enfants sont exploités."),
            "sort_order": 1,
        }
    ],
    T.SOURCES: [
        _source(
            "ecpat-france-2011",
            "report",
            page_first=4,
            page_last=6,
            page_map="4:1;5:100;6:200",
            document_sha256="0" * 64,
            proof="proved",
            proved_sha256="0" * 64,
            proved_numbers=30,
            proved_on="2026-11-23",
            url="https://example.org/report",
        ),
        _source("esec-computed", "own_arithmetic", seen_in="own", proof=None),
        _source("other-2012", "other_publication", seen_in="secondary", coverage_start=2005, coverage_end=2005),
    ],
    T.ORIGINS: [
        {"origin_id": "justice", **_texts("name", "Ministry of Justice", "Ministère de la Justice"), "sort_order": 1},
        {"origin_id": "poll", **_texts("name", "Pollster", "Institut de sondage"), "sort_order": 2},
        {"origin_id": "own", **_texts("name", "Our arithmetic", "Nos calculs"), "sort_order": 3},
    ],
    T.UNITS: [
        {
            "unit_measure": key,
            **_texts("name", english, french),
            **_texts("short", english, french),
            "additive": additive,
            "minimum": low,
            "maximum": high,
            "decimals": decimals,
        }
        for key, (english, french, additive, low, high, decimals) in _UNITS.items()
    ],
    T.AREAS: [{"ref_area": "FR", **_texts("name", "France", "France"), "sort_order": 1}],
    T.COMPARABILITY: [
        *(
            {"comparability_id": key, "indicator_id": key, **_texts("name", *names[:2]), **_FRANCE}
            for key, names in _INDICATORS.items()
        ),
        {
            "comparability_id": "cases.three-years",
            "indicator_id": "cases",
            **_texts("name", "Three years together", "Trois années ensemble"),
            **_texts("note", "A total does not continue a line.", "Un total ne prolonge pas une ligne."),
            **_FRANCE,
        },
    ],
    T.CAVEATS: [{"caveat_id": "recorded", **_texts("text", "Counts what was recorded.", "Compte ce qui est noté.")}],
    T.SEARCH_WORDS: [
        {
            "word_id": "material",
            "typed_english": "child porn;csam",
            "typed_french": "pédopornographie",
            **_texts("say", "child sexual abuse material", "matériel d'abus sexuels d'enfants"),
            "searched_by": "material",
        }
    ],
    T.SURVEY_QUESTIONS: [
        {
            "question_id": "q-opinion",
            "survey_id": "poll-2010",
            **_texts("question", "Is it so?", "En est-il ainsi ?"),
            **_texts("base", "all adults", "ensemble des adultes"),
            "answer_kind": "exclusive",
            "sample_size": 933,
            "fieldwork": "2010-10-22/2010-10-23",
            "published": "2010-11-20",
            "survey_mode": "telephone",
            "sample_source_id": "other-2012",
            **_WHERE,
        }
    ],
    T.LEGAL_PENALTIES: [
        {
            "penalty_id": "p-0001",
            "law_code": "CP",
            "article": "225-4-1",
            "offence_id": "trafficking",
            **_texts("offence", "Trafficking", "Traite"),
            **_texts("circumstance", "base offence", "infraction simple"),
            "prison_years": 7,
            "fine_eur": 150000,
            "fine": 150000,
            "currency": "EUR",
            "obs_status": "A",
            "as_printed": "sept ans et 150 000 euros",
            **_WHERE,
            **_FRANCE,
        },
        {
            "penalty_id": "p-0002",
            "law_code": "CP",
            "article": "225-4-2",
            "offence_id": "trafficking",
            **_texts("offence", "Trafficking", "Traite"),
            **_texts("circumstance", "legal persons", "personnes morales"),
            "obs_status": "O",
            "as_printed": "quintuple",
            **_texts("note", "The multiple only is printed.", "Seul le multiple est imprimé."),
            **_WHERE,
            **_FRANCE,
        },
    ],
    T.CURRENT_PENALTIES: [
        {
            "current_penalty_id": "n-0001",
            "penalty_id": "p-0001",
            "article": "225-4-1",
            "prison_years": 10,
            "fine_eur": 1500000,
            "fine": 1500000,
            "currency": "EUR",
            **_FRANCE,
            "amending_law": "2013-711",
            "as_printed": "dix ans et 1 500 000 euros",
            "source_id": "other-2012",
        }
    ],
    T.TREATIES: [
        {
            "treaty_id": "crc",
            **_texts("name", "Convention on the Rights of the Child", "Convention relative aux droits de l'enfant"),
            "body_id": "un",
            "adopted": "1989",
            "signed": "1990-01-26",
            "ratified": "1990-07-07",
            "in_force": "1990-09",
            "reports": "1994:1;2002:2;2009:3",
            "reports_due": "2014:4",
            "obs_status": "A",
            "as_printed": "7/7/1990",
            **_WHERE,
            **_FRANCE,
        }
    ],
    T.EVENTS: [
        {
            "event_id": "ev-law",
            "date": "2006-04-04",
            **_texts("label", "A law on offences abroad", "Une loi sur les infractions commises hors de France"),
            "kind": "law",
            "as_printed": "4 avril 2006",
            **_WHERE,
            **_FRANCE,
        },
        {
            "event_id": "ev-campaign",
            "date": "2007-05-09",
            "end_date": "2007-05-11",
            **_texts("label", "A campaign of three days", "Une campagne de trois jours"),
            "kind": "campaign",
            "as_printed": "9 au 11 mai 2007",
            **_WHERE,
            **_FRANCE,
        },
    ],
    T.PROGRESS_CARD: [
        {
            "criterion": "goal-1-training",
            "goal": 1,
            **_texts("goal", "Prevention", "Prévention"),
            **_texts("label", "Training of staff", "Formation du personnel"),
            "obs_status": "O",
            **_texts("note", "The text does not carry the rating.", "Le texte ne porte pas l'appréciation."),
            **_REPORT,
            **_FRANCE,
        }
    ],
    T.CROSSCHECKS: [
        {
            "crosscheck_id": "x-0001",
            "obs_id": "o-0001",
            **_texts("label", "Cases of 2005", "Cas de 2005"),
            "value_report": "20",
            "value_other": "19",
            "publisher": "A publisher",
            "source_id": "other-2012",
            **_texts("reading", "The report counts one more.", "Le rapport en compte un de plus."),
        }
    ],
    T.RECONCILIATIONS: [
        {
            "reconciliation_id": "r-total",
            "obs_id": "o-0008",
            "formula": "sum(o-0002,o-0003)",
            "computed": 55.0,
            "difference": 5.0,
            "agrees": False,
            "source_id": "ecpat-france-2011",
            **_texts("reason", "The report does not say why.", "Le rapport ne dit pas pourquoi."),
        },
        {
            "reconciliation_id": "r-mean",
            "obs_id": "o-0009",
            "formula": "mean(o-0001,o-0002)",
            "computed": 22.0,
            "difference": 0.0,
            "agrees": True,
            "source_id": "ecpat-france-2011",
        },
    ],
    T.LEFT_OUT: [
        {
            "left_out_id": "x-0001",
            "page": 6,
            "as_printed": "225-4-1",
            "reason": "article",
            "source_id": "ecpat-france-2011",
        }
    ],
    T.CORRECTIONS: [
        {
            "correction_id": "c-0001",
            "date": "2026-12-01",
            "obs_id": "o-0003",
            "before": "30",
            "after": "31",
            "correction_class": "our_error",
            **_texts("reason", "Misread by us.", "Mal lu par nous."),
            "version": "1.0.1",
        }
    ],
    T.RELEASES: [
        {"version": "1.0.0", "released": "2026-11-23", **_texts("text", "First release.", "Première version.")},
        {"version": "1.0.1", "released": "2026-12-01", **_texts("text", "A correction.", "Une correction.")},
    ],
}


def _codelists(rows: Rows) -> list[Row]:
    """Every code that the rows use, with words."""
    used = sorted(
        {
            (column.field.codes, row[column.name])
            for name, table in tables().items()
            for column in table.columns
            if column.field.codes
            for row in rows.get(name, [])
            if row.get(column.name) is not None
        }
    )
    return [
        {"codelist_id": codelist, "code": code, **_texts("name", f"code {code}", f"le code {code}"), "sort_order": 1}
        for codelist, code in used
    ]


def valid_rows() -> Rows:
    """Rows of every table but the lineage, as new objects."""
    rows = deepcopy(_ROWS)
    rows[T.CODELISTS] = _codelists(rows)
    report = next(row for row in rows[T.SOURCES] if row[C.SOURCE_ID] == _REPORT[C.SOURCE_ID])
    read = {table: [row for row in rows[table] if row[C.SOURCE_ID] == report[C.SOURCE_ID]] for table in READ}
    report[C.PROVED_ROWS] = digest_rows(read)
    return rows


def find(rows: Rows, table: str, key: str) -> Row:
    """The row of that key; its columns are joined by "|"."""
    return next(row for row in rows[table] if "|".join(str(row[name]) for name in tables()[table].key) == key)


def lineage_of(rows: Rows) -> list[Row]:
    """File and line of each row: the table's file, lines from 2 in the rows' order."""
    return [
        {
            C.TABLE_ID: name,
            C.ROW_KEY: "|".join(str(row.get(column)) for column in tables()[name].key),
            C.RAW_FILE: f"{name}.csv",
            C.RAW_LINE: line,
        }
        for name, of_table in rows.items()
        if name != T.LINEAGE
        for line, row in enumerate(of_table, start=2)
    ]


@cache
def _valid() -> tuple[Rows, dict[str, pd.DataFrame]]:
    rows = valid_rows()
    whole = {T.LINEAGE: lineage_of(rows), **rows}
    return whole, {name: to_frame(table, whole[name]) for name, table in tables().items()}


def frames_of(rows: Rows) -> dict[str, pd.DataFrame]:
    """Frames of the rows, with a lineage made from them where they bring none."""
    valid, made = _valid()
    whole = {T.LINEAGE: lineage_of(rows), **rows}
    # Frames of untouched tables are made once: a copy costs less.
    return {
        name: made[name].copy() if whole[name] == valid[name] else to_frame(table, whole[name])
        for name, table in tables().items()
    }
