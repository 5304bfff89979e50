"""`python -m tests.audit`: exit 1 for a fault of a locked package; what cannot be asked here is said to be so."""

import click

from pipelines.schema.paths import ROOT
from tests.audit.checks import CHECKS, Finding

LOCKS = ROOT / "requirements"


def _say(name: str, finding: Finding) -> None:
    state = "FAULT" if finding.faults else "skipped" if finding.skipped else "ok"
    click.echo(f"{state:8} {name}: {finding.skipped or finding.said}")
    for fault in finding.faults:
        click.echo(f"           {fault}")


@click.command()
def main() -> None:
    """Check every lock for hashes, consistency, withdrawn releases, newer patches and published advisories."""
    findings = {}
    for name, check in CHECKS.items():
        findings[name] = check(sorted(LOCKS.glob("*.lock")))
        _say(name, findings[name])
    raise SystemExit(any(finding.faults for finding in findings.values()))


if __name__ == "__main__":
    main()
