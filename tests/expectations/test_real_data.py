"""The real tables keep every rule, within the time that a build has."""

from datetime import date
from time import process_time

import pandas as pd

from expectations.report.acceptances import read_acceptances
from expectations.validate import check
from pipelines.curate.curate import curate
from pipelines.schema.faults import Faults
from pipelines.schema.paths import RAW_DIR


def test_real_data_keeps_every_rule(frames: dict[str, pd.DataFrame]) -> None:
    verdict = check(frames, accepted=read_acceptances(RAW_DIR))
    assert [str(fault) for fault in verdict.faults] == []


def test_no_acceptance_is_for_ever() -> None:
    for acceptance in read_acceptances(RAW_DIR).accepted:
        assert (acceptance.until - date(2026, 11, 23)).days <= 2 * 366


def test_real_data_is_checked_in_no_more_than_some_curatings(frames: dict[str, pd.DataFrame]) -> None:
    check(frames, only=())
    curate(RAW_DIR, Faults())
    start = process_time()
    curate(RAW_DIR, Faults())
    curated = process_time()
    check(frames)
    # About ten times: machines differ, what stands beside it in the same run does not.
    assert process_time() - curated < 20 * (curated - start)
