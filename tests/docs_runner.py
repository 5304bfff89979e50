"""Runs the commands and edits of a page of docs/ as they stand there, in a copy of the project made by test_docs.py.

Each chapter (`## …`) starts from the data as they are. A `console` block is typed, and what it prints is compared; a
`diff` block replaces a line of the file named last above, where `…` stands for what a line has there and keeps it; any
other block is added at the end of that file.

A chapter may go to another folder (`cd`): there `esec` is run as a command of its own, since what it works on follows
from where it starts, and `rm` removes.
"""

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from click.testing import CliRunner

from pipelines.cli import main
from pipelines.schema.paths import ROOT

_FENCE = re.compile(r"^```(?P<kind>\w+)(?P<more>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_BROKE = "Traceback (most recent call last):"
_PATH = re.compile(r"`(data/[\w./-]+\.\w+)`")


@dataclass(frozen=True)
class Block:
    """A fenced block: kind, what follows on its fence, text, line in the chapter, and the file named above."""

    kind: str
    more: str
    body: str
    line: int
    path: str


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a chapter."""
    for match in _FENCE.finditer(text):
        above = text[: match.start()].rpartition("```")[2]
        paths = _PATH.findall(above)
        line = text.count("\n", 0, match.start()) + 1
        yield Block(match["kind"], match["more"].strip(), match["body"], line, paths[-1] if paths else "")


def commands(body: str) -> Iterator[tuple[str, list[str]]]:
    """(command, expected lines) of a console block; a line that ends in a backslash goes on below."""
    typed = ""
    expected: list[str] = []
    for line in body.replace("\\\n", " ").splitlines():
        if line.startswith("$ "):
            if typed:
                yield typed, expected
            typed, expected = line.removeprefix("$ "), []
        else:
            expected.append(line)
    if typed:
        yield typed, expected


def agrees(expected: list[str], printed: str) -> bool:
    """Whether the expected lines stand in what was printed, in order; `…` stands for anything."""
    parts = [".*".join(re.escape(part) for part in line.split("…")) for line in expected]
    return re.search(".*".join(parts), printed, re.DOTALL) is not None


def _run(arguments: list[str], folder: Path) -> tuple[int, str]:
    """Exit code and output of `esec`; of a server, whether it answers, and what it printed before."""
    if folder == ROOT:
        result = CliRunner().invoke(main, arguments)
        broke = result.exception is not None and not isinstance(result.exception, SystemExit)
        return result.exit_code, f"{result.output}{_BROKE} {result.exception!r}" if broke else result.output
    command = [sys.executable, "-c", "from pipelines.cli import main; main()", *arguments]
    if arguments != ["serve"]:
        done = subprocess.run(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        return done.returncode, done.stdout
    return _ask_server([*command, "--port", "0"], folder)


def _ask_server(command: list[str], folder: Path) -> tuple[int, str]:
    """Start a server, ask it for its first page, and end it."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout is not None
        printed = ""
        try:
            for line in server.stdout:
                printed += line
                if found := _ADDRESS.search(line):
                    with urlopen(f"{found[0]}/en/", timeout=30) as answer:
                        return (0 if answer.status == 200 else 1), printed
        finally:
            server.terminate()
    return 1, printed


def _remove(names: list[str], folder: Path) -> None:
    """Remove files or folders of a chapter's own folder."""
    for name in names:
        path = (folder / name).resolve()
        assert folder != ROOT and path.is_relative_to(folder), f"{path} is not the chapter's"
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _type(block: Block, folder: Path) -> tuple[list[str], Path]:
    """What did not go as the block says, and the folder that it leads to."""
    faults = []
    fails = block.more == "fails"
    for command, expected in commands(block.body):
        program, *arguments = shlex.split(command)
        if program == "cd":
            folder = (folder / arguments[0]).resolve()
        elif program == "rm":
            _remove([each for each in arguments if each != "-r"], folder)
        elif program == "esec":
            code, printed = _run(arguments, folder)
            if _BROKE in printed or (code != 0) != fails or not agrees(expected, printed):
                faults.append(f"$ {command}\nexit code {code}, printed:\n{printed}")
    return faults, folder


def _edit(block: Block, folder: Path) -> list[str]:
    path = folder / block.path
    if not block.path:
        return ["the text above names no file"]
    if block.kind != "diff":
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(f"{before}\n{block.body}" if before else block.body, encoding="utf-8")
        return []
    before, after = (
        "".join(f"{line[1:]}\n" for line in block.body.splitlines() if line.startswith(sign)) for sign in "-+"
    )
    text = path.read_text(encoding="utf-8")
    found = list(re.finditer("^" + "(.*?)".join(map(re.escape, before.split("…"))), text, re.MULTILINE))
    if len(found) != 1 or before.count("…") != after.count("…"):
        return [f"{block.path} does not hold once: {before}"]
    (match,) = found
    kept = iter((*match.groups(), ""))
    filled = "".join(part + next(kept) for part in after.split("…"))
    path.write_text(text[: match.start()] + filled + text[match.end() :], encoding="utf-8")
    return []


def run_chapter(text: str) -> list[str]:
    """What did not go as the chapter says."""
    faults = []
    folder = ROOT
    for block in blocks(text):
        if block.kind == "console":
            found, folder = _type(block, folder)
        else:
            found = _edit(block, folder)
        faults += [f"block on line {block.line} of the chapter: {fault}" for fault in found]
    if folder != ROOT:
        shutil.rmtree(folder)
    return faults


def chapters(page: Path) -> list[str]:
    """The chapters that hold something to run."""
    found = re.split(r"^## ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [chapter for chapter in found if "```" in chapter]


def run_page(page: Path, first: int, every: int) -> dict[str, list[str]]:
    """Faults by chapter, of one in so many from a first one on; each chapter has the data as they were."""
    untouched = ROOT / "untouched"
    shutil.copytree(ROOT / "data", untouched)
    found = {}
    for chapter in chapters(page)[first::every]:
        shutil.rmtree(ROOT / "data")
        shutil.copytree(untouched, ROOT / "data")
        found[chapter.partition("\n")[0]] = run_chapter(chapter)
    return found


if __name__ == "__main__":
    # It replaces data/ again and again: never those of the project itself.
    if Path(__file__).resolve().parent != ROOT:
        sys.exit(f"this runs from the root of a copy of the project, not in {ROOT}")
    json.dump(run_page(Path(sys.argv[1]), *map(int, sys.argv[2:])), sys.stdout)
