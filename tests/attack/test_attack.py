"""Some seconds of the long attack, and whether it would notice a fault; `make attack` goes on for an hour."""

from collections import Counter
from pathlib import Path

import pytest

from tests.attack.run import Report, run_attack
from tests.attack.senders import KINDS, judge
from tests.attack.watch import Seen


@pytest.mark.slow
def test_readers_get_the_right_version_under_every_attack_at_once(tmp_path: Path) -> None:
    report = run_attack(tmp_path, 8, 2, one_in=20)
    assert report.faults() == []
    assert report.attackers.keys() == {kind.__name__ for kind in KINDS}
    assert all(answers.total() for answers in report.attackers.values())
    # On a busy machine 80 were counted in these seconds, alone 200: what counts is that readers went on being answered.
    assert report.seen.answered >= 25


@pytest.mark.parametrize(
    ("seen", "answers", "words"),
    [
        (Seen(answered=1, wrong=Counter({"/en/ (of no version)": 1})), {}, "does not give"),
        (Seen(answered=1, failed=Counter({"/en/ (500)": 1})), {}, "of readers failed"),
        (
            Seen(answered=99, put_off=Counter({"/data/observations.json (503)": 2})),
            {},
            "2 requests of readers were put off",
        ),
        (Seen(answered=1, bad=Counter({"deep": 2}), stale=1), {}, "1 of 2 versions"),
        (Seen(answered=1), {judge(500, announced=True): 1}, "got FAULT 500"),
        (Seen(answered=1), {judge(503, announced=False): 1}, "got FAULT 503"),
        # As it grew in an hour when each exchange left a version behind.
        (Seen(answered=1, memory=[745.0, 897.0, 988.0, 1051.0, 1139.0, 1194.0]), {}, "memory grew"),
        (Seen(), {}, "no answer"),
    ],
)
def test_what_is_not_as_it_should_be_is_said(seen: Seen, answers: dict[str, int], words: str) -> None:
    seen.memory = seen.memory or [1.0]
    report = Report({"send_callbacks": Counter(answers)}, seen, 0.1, 0.1, 3600.0)
    assert [words in fault for fault in report.faults()] == [True]


def test_caches_that_fill_in_the_first_third_are_no_fault() -> None:
    seen = Seen(answered=1, memory=[300.0, 600.0, 700.0, 720.0, 730.0, 735.0])
    assert Report({}, seen, 0.1, 0.1, 3600.0).faults() == []


def test_a_refusal_that_is_announced_is_no_fault() -> None:
    report = Report({"send_callbacks": Counter({judge(503, announced=True): 1, judge(429, announced=True): 1})},
                    Seen(answered=1, memory=[1.0]), 0.1, 0.1, 3600.0)  # fmt: skip
    assert report.faults() == []
