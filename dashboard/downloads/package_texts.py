"""What people read first in the package: README in both languages, CITATION.cff and the list of changes."""

import json
from typing import Final

from dashboard.downloads.dataset import LICENCE_NAME, LICENCE_TITLE, LICENCE_URL, PUBLISHER, TITLE, Language, Words
from dashboard.downloads.files import Files
from pipelines.schema.codes import REPORT_SOURCE
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import DESCRIPTION

_README: Final[Words] = {
    "en": """# {title}

{description}

Version {version}, released {released}. {address}

## Read before use

- The figures are what services recorded, what bodies estimated and what people answered. They are not the number of
  children who are exploited.
- `obs_value` is filled only where the source gives one number. Ranges and one-sided bounds stand in `obs_value_low` and
  `obs_value_high`; `qualifier` and `obs_status` say how to read them. Never put the middle of a range in their place.
- Join, compare or add figures only within one `comparability_id`.
- Figures of other publications stand beside the report's: `source_id` tells them apart.
- Rows with a `derivation` are our own arithmetic; its formula names the figures that it uses.

## Files

{files}

CSV: UTF-8 without byte-order mark, comma, decimal point, line feed, one header line; texts in double quotes, an empty
cell without. `datapackage.json` describes every column; `codelists.csv` holds every code in words; `notes.csv` every
note. `SHA256SUMS` has the checksum of each file.

## How to cite

Cite the publication first, with its page, then this data set. Each row has its citation ready in `citation_en`.

> {citation}

## Licence

Our compilation (selection, codes, labels, definitions, notes, calculations): {licence} ({licence_name}),
<{licence_url}>.
Figures and their few printed characters are cited from publications whose own terms apply:

{rights}
""",
    "fr": """# {title}

{description}

Version {version}, publiée le {released}. {address}

## À lire avant usage

- Les chiffres sont ce que des services ont enregistré, ce que des organismes ont estimé et ce que des personnes ont
  répondu. Ce n'est pas le nombre d'enfants exploités.
- `obs_value` n'est rempli que si la source donne un seul nombre. Fourchettes et bornes unilatérales sont dans
  `obs_value_low` et `obs_value_high` ; `qualifier` et `obs_status` disent comment les lire. Ne mettez jamais le milieu
  d'une fourchette à leur place.
- Ne reliez, ne comparez et n'additionnez des chiffres qu'au sein d'un même `comparability_id`.
- Des chiffres d'autres publications figurent à côté de ceux du rapport : `source_id` les distingue.
- Les lignes qui ont une `derivation` sont nos propres calculs ; la formule désigne les chiffres employés.

## Fichiers

{files}

CSV : UTF-8 sans marque d'ordre des octets, virgule, point décimal, saut de ligne simple, une ligne d'en-tête ; textes
entre guillemets doubles, cellule vide sans guillemets. `datapackage.json` décrit chaque colonne ; `codelists.csv` donne
chaque code en toutes lettres ; `notes.csv` chaque note. `SHA256SUMS` donne l'empreinte de chaque fichier.
Pour Excel en français, prenez sur le site le classeur XLSX, ou le CSV avec `?dialect=excel-fr`.

## Comment citer

Citez d'abord la publication, avec sa page, puis ce jeu de données. La référence de chaque ligne est dans `citation_fr`.

> {citation}

## Licence

Notre compilation (choix, codes, libellés, définitions, notes, calculs) : {licence} ({licence_name}),
<{licence_url}>.
Les chiffres et leurs quelques caractères imprimés sont cités de publications dont les conditions s'appliquent :

{rights}
""",
}
_ROWS: Final[Words] = {"en": "rows", "fr": "lignes"}
_ROW: Final[Words] = {"en": "row", "fr": "ligne"}
_COLON: Final[Words] = {"en": ":", "fr": " :"}


def readme(files: Files, lang: Language) -> str:
    """The README of the package, in Markdown."""
    dataset = files.dataset
    lines = []
    for name, table in files.published.tables.items():
        # French and English both say "1", and French also says "0", in the singular.
        word = _ROW[lang] if table.rows == 1 or (lang == "fr" and table.rows == 0) else _ROWS[lang]
        said, text = table.words("title")[lang], table.words("description")[lang]
        lines.append(f"- `{name}.csv` ({table.rows} {word}){_COLON[lang]} {said}. {text}")
    rights: dict[str, list[str]] = {}
    for row in files.published.records(T.SOURCES).values():
        rights.setdefault(row[f"rights_{lang}"], []).append(row[f"short_{lang}"])
    return _README[lang].format(
        title=TITLE[lang],
        description=DESCRIPTION[lang],
        version=dataset.version,
        released=dataset.released,
        address=dataset.page(lang),
        files="\n".join(lines),
        citation=files.cite_dataset(lang),
        licence=LICENCE_TITLE,
        licence_name=LICENCE_NAME,
        licence_url=LICENCE_URL,
        rights="\n".join(f"- {', '.join(names)}{_COLON[lang]} {text}" for text, names in rights.items()),
    )


def citation_cff(files: Files) -> str:
    """CITATION.cff 1.2.0; its texts are JSON strings, which YAML reads as they are."""
    dataset = files.dataset
    report = files.published.records(T.SOURCES).get(REPORT_SOURCE)
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        f"message: {_quoted('Cite the publication of each figure first, with its page, then this data set.')}",
        f"title: {_quoted(TITLE['en'])}",
        f"abstract: {_quoted(DESCRIPTION['en'])}",
        "authors:",
        f"  - name: {_quoted(PUBLISHER)}",
        f"version: {_quoted(dataset.version)}",
        f"date-released: {dataset.released}",
        f"license: {LICENCE_NAME}",
    ]
    if dataset.base:
        lines.append(f"url: {_quoted(dataset.page('en'))}")
    if report:
        lines += ["references:", "  - type: report", f"    title: {_quoted(report[C.TITLE])}", "    authors:"]
        names = [name.strip() for name in (report[C.AUTHORS] or report[C.PUBLISHER]).split(";")]
        lines += [f"      - name: {_quoted(name)}" for name in names]
        lines += [
            "    institution:",
            f"      name: {_quoted(report[C.PUBLISHER])}",
            f"    year: {str(report[C.PUBLISHED])[:4]}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def changelog(files: Files) -> str:
    """Releases, newest first, with the corrections of each, in both languages."""
    corrections = files.published.arrow(T.CORRECTIONS).to_pylist()
    lines = ["# Changes · Changements", ""]
    for release in reversed(list(files.published.records(T.RELEASES).values())):
        lines += [
            f"## {release[C.VERSION]} ({release[C.RELEASED]})",
            "",
            release["text_en"],
            "",
            release["text_fr"],
            "",
        ]
        for row in corrections:
            if row[C.VERSION] == release[C.VERSION]:
                what = [row[C.OBS_ID], row[C.TABLE_ID], row[C.ROW_KEY], row[C.COLUMN_ID]]
                change = f"`{' '.join(filter(None, what))}` ({row[C.DATE]}): {row[C.BEFORE]} → {row[C.AFTER]}"
                lines += [f"- {change}. {row['reason_en']} · {row['reason_fr']}"]
        if lines[-1]:
            lines.append("")
    return "\n".join(lines)
