"""What people read first in the package: README in both languages, CITATION.cff and the list of changes."""

import json
from typing import Final

from dashboard.downloads.files import DownloadCatalogue
from dashboard.downloads.words import words_for
from pipelines.schema.codes import REPORT_SOURCE
from pipelines.schema.columns import C, T
from pipelines.schema.dataset import DESCRIPTION, LICENCE_NAME, LICENCE_TITLE, LICENCE_URL, PUBLISHER, TITLE
from pipelines.schema.declared import Language
from pipelines.texts import translations

_README: Final = words_for("readme")
_COLON: Final = words_for("readme.colon")


def readme(files: DownloadCatalogue, lang: Language) -> str:
    """The README of the package, in Markdown."""
    dataset = files.dataset
    lines = []
    for name, table in files.published.tables.items():
        word = translations("dashboard", lang).ngettext("download.readme.row", "download.readme.rows", table.rows)
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


def citation_cff(files: DownloadCatalogue) -> str:
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


def changelog(files: DownloadCatalogue) -> str:
    """Releases, newest first, with the corrections of each, in both languages."""
    corrections = files.published.rows(T.CORRECTIONS)
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
