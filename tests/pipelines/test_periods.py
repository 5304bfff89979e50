"""Periods at the precision printed: what is read is a true span of days, and what is no period is refused by name."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.schema.periods import Period, parse_period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2009", date(2009, 1, 1), date(2009, 12, 31)),
        ("2008-06", date(2008, 6, 1), date(2008, 6, 30)),
        ("2008-02", date(2008, 2, 1), date(2008, 2, 29)),
        ("2010-11-20", date(2010, 11, 20), date(2010, 11, 20)),
        ("2005/2009", date(2005, 1, 1), date(2009, 12, 31)),
        ("2008-11/2010-02", date(2008, 11, 1), date(2010, 2, 28)),
    ],
)
def test_a_period_spans_its_first_to_its_last_day(text: str, start: date, end: date) -> None:
    assert parse_period(text) == Period(start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "09",
        "209",
        "20099",
        "2009-13",
        "2009-00",
        "2009-6",
        "2009-02-29",
        "2009-06-31",
        "2009-06-00",
        "06/2009",
        "2009/2005",
        "2009/2009",
        "2009/",
        "/2009",
        "2005/2007/2009",
        " 2009",
        "2009 ",
        "2009-06-1",
        "٢٠٠٩",
        "2٠09",
        "2009/10",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_period(text)


def test_the_refusal_names_the_text() -> None:
    with pytest.raises(ValueError, match="'2009-02-30' has no such day"):
        parse_period("2009-02-30")


DAYS = st.dates(min_value=date(1000, 1, 1), max_value=date(2980, 12, 31))


@given(day=DAYS, length=st.integers(min_value=1, max_value=4000))
def test_an_interval_of_days_is_read_as_written(day: date, length: int) -> None:
    last = day + timedelta(days=length)
    assert parse_period(f"{day.isoformat()}/{last.isoformat()}") == Period(day, last)


@given(day=DAYS)
def test_a_day_lies_in_its_month_and_its_month_in_its_year(day: date) -> None:
    year, month, own = (parse_period(day.isoformat()[:length]) for length in (4, 7, 10))
    assert year.start <= month.start <= own.start == day == own.end <= month.end <= year.end
    assert month.end + timedelta(days=1) == (month.end + timedelta(days=1)).replace(day=1)


@given(day=DAYS)
def test_the_middle_lies_within_the_period(day: date) -> None:
    for length in (4, 7, 10):
        period = parse_period(day.isoformat()[:length])
        assert period.start.year <= period.middle < period.end.year + 1


def test_the_middle_of_a_year_is_its_middle() -> None:
    assert parse_period("2009").middle == pytest.approx(2009.5, abs=0.002)
    assert parse_period("2005/2009").middle == pytest.approx(2007.5, abs=0.002)
