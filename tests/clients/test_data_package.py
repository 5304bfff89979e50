"""The Data Package, from its address and from the zip, in old and new clients: rows of every table."""

import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from urllib.request import urlopen, urlretrieve

import pytest

from tests.clients.conftest import Record, Run

# Rows read of each table. All rows, with keys and hashes: tests/dashboard/downloads/test_package.py.
MOST = 60

FRICTIONLESS = """
import json, sys
from itertools import islice
from frictionless import Package

def read(source, names):
    found = {}
    for each in Package(source).resources:
        if each.name in names or not names:
            each.schema.foreign_keys.clear()  # Each table would be read again wherever another refers to it.
            with each:
                found[each.name] = list(islice(each.row_stream, int(sys.argv[3])))
    assert all(row.valid for rows in found.values() for row in rows)
    return {name: [len(rows), rows[0].to_dict(json=True)] for name, rows in found.items()}

print(json.dumps([read(sys.argv[1], []), read(sys.argv[2], ["observations"])]))
"""

DATAPACKAGE = """
import json, sys
from datapackage import Package

def read(source, names):
    package = Package(source)
    assert package.valid, package.errors
    chosen = [each for each in package.resources if each.name in names or not names]
    found = {each.name: each.read(keyed=True, limit=int(sys.argv[3])) for each in chosen}
    return {name: [len(rows), rows[0]] for name, rows in found.items()}

print(json.dumps([read(sys.argv[1], []), read(sys.argv[2], ["observations"])], default=float))
"""

DATAPACKAGE_JS = """
const [address, folder, most] = process.argv.slice(1);
async function read(source, names) {
  const opened = await loaded.Package.load(source);
  if (!opened.valid) throw opened.errors;
  const found = {};
  for (const each of opened.resources) {
    if (names.length && !names.includes(each.name)) continue;
    const rows = await each.read({ keyed: true, limit: Number(most) });
    found[each.name] = [rows.length, rows[0]];
  }
  return found;
}
Promise.all([read(address, []), read(folder, ["observations"])]).then((found) => console.log(JSON.stringify(found)));
"""


@pytest.fixture(scope="session")
def package(address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip, and beside it the folder `unpacked`."""
    folder = tmp_path_factory.mktemp("package")
    file, _ = urlretrieve(f"{address}/data/esec-datapackage.zip", folder / "package.zip")
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder / "unpacked")
    return Path(file)


def check(found: str, address: str) -> None:
    """Rows came of each table, from both places, and empty numbers as nothing."""
    with urlopen(f"{address}/data/datapackage.json") as answer:
        described = json.load(answer)
    expected = {each["name"]: min(each["rows"], MOST) for each in described["resources"]}
    assert len(expected) > 20
    served, zipped = json.loads(found)
    assert {name: rows for name, (rows, _) in served.items()} == expected
    # The zip's members are the files at these addresses.
    assert zipped == {"observations": served["observations"]}
    for _, figure in zipped.values():
        assert figure["obs_value_low"] is None and float(figure["obs_value"]) > 0


@pytest.mark.client("frictionless", "Data Package")
@pytest.mark.parametrize("environment", ["", "older"], ids=["current", "older"])
def test_frictionless_reads_every_table(address: str, package: Path, run_in: Run, environment: str) -> None:
    given = (f"{address}/data/datapackage.json", str(package), str(MOST))
    check(run_in(environment, FRICTIONLESS, *given), address)


@pytest.mark.client("datapackage", "Data Package")
def test_datapackage_of_python_reads_every_table(address: str, package: Path, run_in: Run) -> None:
    given = (f"{address}/data/datapackage.json", str(package), str(MOST))
    check(run_in("older", DATAPACKAGE, *given), address)


@pytest.mark.client("datapackage (npm)", "Data Package")
def test_datapackage_of_javascript_reads_every_table(address: str, package: Path, run_node: Run) -> None:
    given = (f"{address}/data/datapackage.json", str(package.parent / "unpacked/datapackage.json"), str(MOST))
    check(run_node("datapackage", DATAPACKAGE_JS, *given), address)


@pytest.mark.client("sha256sum", "zip")
def test_sha256sum_finds_every_file_as_it_was_packed(package: Path, record_property: Record) -> None:
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("sha256sum: not installed here")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    record_property("version", said.split("\n")[0].rpartition(" ")[2])
    folder = package.parent / "unpacked"
    done = subprocess.run([program, "--strict", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": OK\n") == len(list(folder.iterdir())) - 1
