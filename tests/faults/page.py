"""The table of faults in docs/benchmarks.md, from one run: `python -m tests.faults.page`.

The run is docs/faults.json, as `make faults FAULTS_JSON=docs/faults.json` writes it.
"""

from typing import Final

from pipelines.schema.paths import ROOT
from tests.faults.report import COLUMNS, WORDS, read
from tests.settings_table import replace_between

RUN: Final = ROOT / "docs" / "faults.json"
PAGE: Final = ROOT / "docs" / "benchmarks.md"
START: Final = "<!-- faults: from here on made by `python -m tests.faults.page` -->"
END: Final = "<!-- faults: until here -->"


def whole_table() -> str:
    """Every line of the run."""
    record, lines = read(RUN)
    seen = [seen for line in lines for seen in line.sabotages.values()]
    good = sum(not line.failed for line in lines)
    machine = record["machine"]
    said = (
        f"Measured {record['measured'][:10]} on {machine['cores']} cores with Python {machine['python']}: "
        f"{good} of {len(lines)} scenarios as they should be, {seen.count('seen')} of {len(seen)} sabotages seen."
    )
    marks = ["---" if name in WORDS else "---:" for name in COLUMNS]
    rows = [COLUMNS, marks, *(line.cells() for line in lines)]
    return f"{said}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows)


def replace_table(text: str) -> str:
    """The text with the table made anew; raises ValueError where it lacks a mark."""
    return replace_between(text, START, END, whole_table())


def main() -> None:
    """Write the table."""
    PAGE.write_text(replace_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
