"""What deploy/ promises, tried as far as the machine allows: the unit, the proxy configuration, the image recipe."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dashboard.commands.serve import serve
from dashboard.settings import Settings
from pipelines.schema.paths import ROOT
from tests.environment.recipe import image_lines, image_sources
from tests.settings_table import replace_table

DEPLOY = ROOT / "deploy"
GUIDE = ROOT / "docs" / "deployment.md"


def _need(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


def test_settings_in_the_guide_are_those_declared() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert replace_table(text) == text, "run: python -m tests.settings_table docs/deployment.md"


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_says_what_it_does(name: str) -> None:
    assert f"`ESEC_{name.upper()}`" in GUIDE.read_text(encoding="utf-8")
    assert (Settings.model_fields[name].description or "").endswith((".", "!"))
    assert name in (serve.help or "") or name in {option.name for option in serve.params}


def test_systemd_listens_where_the_dashboard_would() -> None:
    text = (DEPLOY / "esec.socket").read_text(encoding="utf-8")
    default = Settings.model_fields
    assert f"ListenStream={default['host'].default}:{default['port'].default}\n" in text


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that exists here."""
    text = (DEPLOY / "esec.service").read_text(encoding="utf-8")
    copy = tmp_path / "esec.service"
    copy.write_text(text.replace("/opt/esec/.venv/bin/esec", "/bin/true").replace("/opt/esec", "/"), encoding="utf-8")
    shutil.copy(DEPLOY / "esec.socket", tmp_path)
    return copy


def test_systemd_accepts_the_unit(unit: Path) -> None:
    units = [str(unit), str(unit.with_suffix(".socket"))]
    done = subprocess.run([_need("systemd-analyze"), "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if unit.stem in line]) == (0, [])


def test_systemd_rates_the_unit_as_little_exposed(unit: Path) -> None:
    # --threshold counts in tenths: 15 is 1.5 of 10.
    command = [_need("systemd-analyze"), "security", "--offline=yes", "--threshold=15", "--no-pager", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-300:]


def test_image_takes_only_files_that_are_there_and_let_in() -> None:
    let_in = {
        line[1:]
        for line in (DEPLOY / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    copied = set(image_sources())
    assert copied == let_in
    assert not [name for name in copied if not (ROOT / name).exists()]


def test_image_runs_as_an_ordinary_user_and_installs_by_hash() -> None:
    instructions = image_lines()
    users = [line.split()[1] for line in instructions if line.startswith("USER")]
    assert users and all(int(user.split(":")[0]) > 0 for user in users)
    assert instructions.index(f"USER {users[-1]}") < instructions.index('CMD ["esec", "serve"]')
    installs = [line for line in instructions if "pip install" in line]
    assert installs
    for install in re.findall(r"pip (?:--python \S+ )?(?:install|wheel)[^&]*", "\n".join(installs)):
        assert "--require-hashes" in install or re.search(r"--no-deps --no-(?:build-isolation|index)", install), install


def test_the_pod_lets_readers_in_through_the_proxy_alone() -> None:
    lines = (DEPLOY / "pod.yaml").read_text(encoding="utf-8")
    dashboard, proxy = lines.split("- name: dashboard")[1].split("- name: proxy")
    default = Settings.model_fields
    proxied = f"{default['host'].default}:{default['port'].default}"
    assert f"name: ESEC_HOST, value: {default['host'].default} " in dashboard
    assert 'name: ESEC_TRUSTED_PROXIES, value: "1"' in dashboard
    assert "Port" not in dashboard
    assert set(re.findall(r"hostPort: (\d+)", proxy)) == {"443", "80"}
    # The file that is tried against slow and half-sent connections, and the name that both go by.
    assert "path: ./deploy/nginx.conf" in proxy
    assert 'value: "https://esec.example"' in dashboard
    # A pod leaves out the image's own health check.
    asked = "python, /opt/esec/alive.py]"
    assert asked in dashboard.split("livenessProbe")[1]
    assert asked in next(line for line in image_lines() if line.startswith("HEALTHCHECK")).replace('"', "")
    for name in ("nginx.conf", "Caddyfile"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        assert proxied in text, name
        assert "esec.example" in text, name
    for port in ("443", "80"):
        assert f"listen {port}" in (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


def test_the_proxy_is_installed_with_the_unit_and_named_first_in_the_guide() -> None:
    assert "Wants=nginx.service\n" in (DEPLOY / "esec.service").read_text(encoding="utf-8")
    text = GUIDE.read_text(encoding="utf-8")
    first = text.split("## ")[0]
    assert "deploy/nginx.conf" in first and "deploy/pod.yaml" in first
    unit = text.split("## As a systemd service")[1].split("## ")[0]
    assert "cp deploy/nginx.conf /etc/nginx/nginx.conf" in unit
    assert "ESEC_TRUSTED_PROXIES=1" in unit
    assert "deploy/Caddyfile" in text
