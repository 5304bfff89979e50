"""Writes a synthetic published folder: `python -m tests.synthetic --rows 1000000 --out DIR`."""

from pathlib import Path

import click

from tests.synthetic.folder import SEED, Size, write_synthetic


@click.command(context_settings={"show_default": True})
@click.option("--rows", type=click.IntRange(1000, 100_000_000), default=1_000_000, help="Figures in all.")
@click.option("--indicators", type=click.IntRange(1, 5000), default=300, help="Synthetic indicators.")
@click.option("--seed", type=int, default=SEED, help="The same seed gives the same bytes.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write.")
def main(rows: int, indicators: int, seed: int, out: Path) -> None:
    """Write made-up figures in the shape of the published tables."""
    with click.progressbar(length=rows, label="figures") as bar:
        write_synthetic(out, Size(rows, indicators), seed=seed, report=lambda done: bar.update(done - bar.pos))
    click.echo(f"{rows} figures in {out}. Look at them with: esec serve --curated {out}")


if __name__ == "__main__":
    main()
