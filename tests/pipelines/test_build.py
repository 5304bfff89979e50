"""`esec build` and `esec diff` as a maintainer meets them: all or nothing, every fault in one run, nothing buried."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.downloads.published import Published
from dashboard.settings import load_settings
from pipelines.cli import COMMANDS, main
from pipelines.curate.root_faults import incomplete_tables, without_consequences
from pipelines.publish.next_version import Step, raise_version
from pipelines.publish.publish import latest_release, publish
from pipelines.schema.columns import T
from pipelines.schema.dataset import REPORT_SOURCE
from pipelines.schema.declared import tables
from pipelines.schema.faults import Fault
from pipelines.schema.paths import DESCRIPTOR, RAW_DIR, releases_folder

FIGURES = f"{REPORT_SOURCE}/observations.csv"


def esec(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real raw folder, built once."""
    out = tmp_path_factory.mktemp("build") / "curated"
    result = esec("build", "--out", out)
    assert result.exit_code == 0, result.output
    assert "published" in result.output
    return out


@pytest.fixture
def out(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "curated"))


def test_the_raw_folder_builds_into_every_table(published: Path) -> None:
    descriptor = json.loads((published / DESCRIPTOR).read_text(encoding="utf-8"))
    assert {item["name"] for item in descriptor["resources"]} == {*tables(), "validation"}
    assert json.loads((published / "validation.json").read_text(encoding="utf-8"))["version"] == descriptor["version"]


def test_building_again_changes_nothing_and_elsewhere_gives_the_same_bytes(
    published: Path, raw: Path, tmp_path: Path
) -> None:
    before = contents(published)
    again = esec("build", "--out", published)
    assert (again.exit_code, "unchanged" in again.output) == (0, True)
    assert contents(published) == before
    elsewhere = esec("build", "--raw", raw, "--out", tmp_path / "elsewhere")
    assert elsewhere.exit_code == 0
    assert contents(tmp_path / "elsewhere") == before


def test_every_fault_of_every_file_is_said_in_one_run_and_nothing_is_published(raw: Path, out: Path) -> None:
    before = contents(out)
    observations = raw / FIGURES
    edit(observations, "o-0004,hdi-rank,,2009,,,,,8,,,", "o-0004,hdi-rank,,2009,,,,,8e,,,")
    edit(observations, "o-0010,procuring-convictions,,2009,,,,,31,", "o-0010,procuring-convictions,,2009-02-30,,,,,31,")
    edit(observations, "o-0011,police-investigations,FR-75,", "o-0011,police-investigations,FR-7X,")
    edit(
        observations,
        "o-0023,prostitution-recourse-cases,,2002,partial,,,,10,",
        "o-0023,prostitution-recourse-cases,,2002,partial,,,,12,",
    )
    edit(observations, "o-0025,prostitution-recourse-cases", "o-0024,prostitution-recourse-cases")
    edit(raw / REPORT_SOURCE / "treaties.csv", "treaty_id,name_en", "treaty_id,name_english")
    edit(raw / "catalogue/units.toml", 'name_en = "judgments"', 'name_en = "judgments')
    (raw / "catalogue/topics.csv").write_text("topic_id\n", encoding="utf-8")
    (raw / "pdc-2020/observations.csv").write_bytes(b"")
    (raw / "pdc-2021/source.toml").write_bytes("title = 'é'\n".encode("latin-1"))
    (raw / "pdc-2022/observations.csv").write_bytes(
        (raw / "pdc-2022/observations.csv").read_bytes() + b'o-2000,"=1+1\n'
    )
    result = esec("build", "--raw", raw, "--out", out)
    assert result.exit_code == 1
    assert contents(out) == before
    lines = result.output.splitlines()
    for place, value, rule in [
        (f"{FIGURES}:5: [o-0004] obs_value", "'8e'", "raw-type"),
        (f"{FIGURES}:11: [o-0010] time_period", "'2009-02-30'", "iso-periods"),
        (f"{FIGURES}:12: [o-0011] ref_area", "'FR-7X'", "resolved-references"),
        (f"{FIGURES}:24: [o-0023] as_printed", "10 en 2002", "printed-form"),
        (f"{FIGURES}:25: [o-0024] obs_id", "'o-0024'", "unique-key"),
        (f"{REPORT_SOURCE}/treaties.csv:1: name_en", "", "raw-header"),
        (f"{REPORT_SOURCE}/treaties.csv:1: name_english", "", "raw-header"),
        ("catalogue/units.toml:", "", "raw-toml"),
        ("catalogue/topics.csv:", "", "raw-file"),
        ("pdc-2020/observations.csv:", "", "raw-empty-file"),
        ("pdc-2021/source.toml:1:", "byte e9", "raw-encoding"),
        ("pdc-2022/observations.csv:", "unexpected end", "raw-quoting"),
    ]:
        found = [line for line in lines if line.startswith(place) and value in line and line.endswith(f"[{rule}]")]
        assert found, f"{place} {rule}\n{result.output}"
        assert "expected" in found[0]
    assert lines[-1] == f"{len(lines) - 1} faults; nothing was published."
    # The rows that could not be read make no noise: who names them is not at fault.
    assert len(lines) < 30, result.output


def release(raw: Path, version: str, released: str | None = None) -> None:
    text = f'\n["{version}"]\nreleased = "{released or date.today()}"\ntext_en = "Tried."\ntext_fr = "Essayé."\n'
    path = raw / "catalogue/releases.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def note_changed(raw: Path) -> None:
    """Our own words, which no rule asks to be told in the ledger."""
    edit(raw / "catalogue/units.toml", 'name_en = "judgments"', 'name_en = "court judgments"')


def held_by(out: Path) -> str:
    return str(json.loads((out / DESCRIPTOR).read_text(encoding="utf-8"))["version"])


def test_a_number_is_never_published_twice_with_other_tables(raw: Path, out: Path) -> None:
    before, held = contents(out), held_by(out)
    asked = raise_version(held, Step.PATCH)
    note_changed(raw)
    result = esec("build", "--raw", raw, "--out", out)
    assert result.exit_code == 1, result.output
    fault, last = result.output.splitlines()[-2:]
    assert re.match(rf"catalogue/releases\.toml:\d+: \[{held}\] version = '{held}': expected {asked} or", fault), fault
    assert fault.endswith("[release-number]") and f'["{asked}"]' in fault
    assert last == "1 faults; nothing was published."
    assert contents(out) == before
    release(raw, asked)
    result = esec("build", "--raw", raw, "--out", out)
    assert result.exit_code == 0, result.output
    assert held_by(out) == asked


def test_less_than_a_change_asks_for_is_refused(raw: Path, out: Path) -> None:
    before, held = contents(out), held_by(out)
    path = raw / "catalogue/indicators.toml"
    text = path.read_text(encoding="utf-8")
    # The last, of whose definition the ledger says nothing.
    start, key, rest = text.rpartition('definition_en = "')
    path.write_text(f"{start}{key}In short: {rest}", encoding="utf-8")
    release(raw, raise_version(held, Step.MINOR))
    result = esec("build", "--raw", raw, "--out", out)
    assert result.exit_code == 1
    assert f"expected {raise_version(held, Step.MAJOR)} or later" in result.output, result.output
    assert contents(out) == before


def test_a_release_of_a_day_that_has_not_come_is_refused(raw: Path, out: Path) -> None:
    before = contents(out)
    note_changed(raw)
    release(raw, raise_version(held_by(out), Step.PATCH), str(date.today() + timedelta(days=2)))
    result = esec("build", "--raw", raw, "--out", out)
    assert result.exit_code == 1
    assert "[release-day]" in result.output and str(date.today()) in result.output
    assert contents(out) == before


def test_a_preview_shows_what_a_build_would_publish_and_publishes_nothing(raw: Path, out: Path, tmp_path: Path) -> None:
    before, held = contents(out), held_by(out)
    note_changed(raw)
    beside = tmp_path / "preview"
    arguments = ("--raw", raw, "--curated", out, "--out", beside, "--no-serve")
    for _ in range(2):
        result = esec("preview", *arguments)
        assert result.exit_code == 0, result.output
        assert "name_en: 'judgments' → 'court judgments'" in result.output
        assert f"declare version {raise_version(held, Step.PATCH)} or later" in result.output
        assert contents(out) == before
    assert held_by(beside) == raise_version(held, Step.PATCH)
    assert [path.name for path in releases_folder(beside).iterdir()] == [held]
    edit(raw / "catalogue/units.toml", 'name_en = "court judgments"', 'name_en = "judgments"')
    result = esec("preview", *arguments)
    assert "no difference" in result.output and "declare version" not in result.output
    assert contents(beside) == before


def test_a_preview_says_every_fault_and_writes_nothing(raw: Path, out: Path, tmp_path: Path) -> None:
    edit(raw / FIGURES, "o-0004,hdi-rank,,2009,,,,,8,,,", "o-0004,hdi-rank,,2009,,,,,8e,,,")
    result = esec("preview", "--raw", raw, "--curated", out, "--out", tmp_path / "preview", "--no-serve")
    assert result.exit_code == 1 and "[raw-type]" in result.output
    assert not (tmp_path / "preview").exists()


def test_a_raw_folder_that_is_not_there_is_one_fault(out: Path, tmp_path: Path) -> None:
    before = contents(out)
    result = esec("build", "--raw", tmp_path / "nowhere", "--out", out)
    assert result.exit_code == 1
    assert "1 faults; nothing was published." in result.output
    assert "--raw" in result.output
    assert contents(out) == before


def test_a_figure_that_was_published_cannot_go_in_silence(raw: Path, out: Path) -> None:
    before = contents(out)
    path = raw / "pdc-2022/observations.csv"
    *kept, gone = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(kept), encoding="utf-8")
    result = esec("build", "--raw", raw, "--out", out)
    assert result.exit_code == 1
    assert gone.partition(",")[0] in result.output and "[no-row-lost]" in result.output
    assert contents(out) == before


def test_a_damaged_published_folder_is_said_with_what_to_do(out: Path) -> None:
    (out / "events.parquet").write_bytes(b"PAR1")
    result = esec("build", "--out", out)
    assert result.exit_code == 1
    assert "events.parquet" in result.output and "restore the folder, or remove it" in result.output
    assert (out / "events.parquet").read_bytes() == b"PAR1"
    assert "rights" not in result.output


def test_a_published_folder_with_marks_of_a_merge_is_not_merged_but_built_again(out: Path) -> None:
    descriptor = out / "datapackage.json"
    text = descriptor.read_text(encoding="utf-8")
    descriptor.write_text(text.replace("{", "{\n<<<<<<< HEAD\n", 1), encoding="utf-8")
    result = esec("build", "--out", out)
    assert result.exit_code == 1
    assert "marks of a merge" in result.output and "git checkout --ours" in result.output
    assert "rights" not in result.output


def test_a_folder_that_cannot_be_written_is_said(monkeypatch: pytest.MonkeyPatch, out: Path) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device", "disk")

    monkeypatch.setattr("pipelines.build.publish", refuse)
    result = esec("build", "--out", out)
    assert result.exit_code == 1
    assert "disk: No space left on device. Nothing was published" in result.output


def test_diff_lists_what_a_new_build_changes(frames: dict, out: Path, tmp_path: Path) -> None:  # type: ignore[type-arg]
    fewer = {**frames, T.EVENTS: frames[T.EVENTS].iloc[1:]}
    publish(fewer, {}, tmp_path / "other")
    text = esec("diff", out, tmp_path / "other")
    assert text.exit_code == 0
    *_, counts, asked = text.output.splitlines()
    assert counts == "1 removed"
    held = latest_release(frames)[0]
    assert asked == f"This asks for version {raise_version(held, Step.PATCH)} or later, which NEW does not declare."
    listed = json.loads(esec("diff", tmp_path / "other", out, "--json").output)
    assert [(each["kind"], each["table"], each["row"]) for each in listed] == [
        ("added", T.EVENTS, frames[T.EVENTS].iloc[0, 0])
    ]


def test_diff_of_a_folder_that_holds_no_tables_says_so(out: Path, tmp_path: Path) -> None:
    result = esec("diff", out, tmp_path)
    assert result.exit_code == 2
    assert "holds no published tables" in result.output


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "bench"])
def test_every_command_explains_itself(command: str) -> None:
    result = esec(command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output and len(result.output.splitlines()) > 4


def fault(rule: str, file: str, **more: object) -> Fault:
    return Fault(rule=rule, file=file, expected="x", cure="y", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("file", "rule", "incomplete"),
    [
        (FIGURES, "raw-header", {T.OBSERVATIONS}),
        ("pdc-2020/source.toml", "raw-toml", {T.SOURCES}),
        ("catalogue/units.toml", "raw-file", {T.UNITS}),
        ("catalogue/indicators.toml", "raw-toml", {T.INDICATORS, T.OBSERVATIONS, T.COMPARABILITY, T.UNITS}),
        ("pdc-2020/observation.csv", "raw-file", set(tables())),
        (FIGURES, "raw-type", set()),
        ("catalogue/units.toml", "raw-block", set()),
    ],
)
def test_a_fault_of_reading_says_which_tables_lack_rows(file: str, rule: str, incomplete: set[str]) -> None:
    assert incomplete_tables([fault(rule, file)]) == incomplete


def test_a_fault_of_the_same_cell_is_said_once() -> None:
    unread = fault("raw-type", FIGURES, line=5, column="obs_value")
    again = fault("qualifier-columns", FIGURES, line=5, column="qualifier, obs_value")
    other = fault("iso-periods", FIGURES, line=5, column="time_period")
    assert without_consequences([unread], [again, other], lambda _: set()) == [other]


def test_the_real_raw_folder_is_not_written_to(published: Path) -> None:
    assert not [path for path in RAW_DIR.rglob("*") if path.name.startswith(".")]
    assert published.is_dir()


def test_a_build_is_given_what_stores_files_and_publishes_nothing_where_it_fails(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = []

    def build(*_: object, store: Callable[[Path, Path], None], **__: object) -> None:
        store(out, tmp_path / "releases")

    def refuse(published: Published, base: str, target: Path) -> None:
        stored.append((published.version, base, target.name))
        raise OSError(28, "No space left on device", "disk")

    monkeypatch.setattr("pipelines.build.build", build)
    monkeypatch.setattr("dashboard.commands.store_files.write_stored", refuse)
    monkeypatch.setenv("ESEC_BASE_URL", "https://esec.example")
    load_settings.cache_clear()
    result = esec("build", "--out", out)
    load_settings.cache_clear()
    version = json.loads((out / DESCRIPTOR).read_text(encoding="utf-8"))["version"]
    assert stored == [(version, "https://esec.example", f"{version}.zip")]
    assert result.exit_code == 1 and "Nothing was published" in result.output
