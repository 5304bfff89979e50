import math
import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.data.margins import exceeds_margins, is_rough, sampling_margin

shares = st.floats(0, 100, allow_nan=False)
samples = st.integers(1, 10**7)


def test_margin_covers_what_random_samples_give() -> None:
    draw = random.Random(1)
    share, size = 0.45, 933
    given_shares = [100 * sum(draw.random() < share for _ in range(size)) / size for _ in range(400)]
    within = sum(abs(found - 100 * share) <= sampling_margin(100 * share, size) for found in given_shares)
    assert 0.92 <= within / len(given_shares) <= 0.98
    assert statistics.stdev(given_shares) == pytest.approx(sampling_margin(100 * share, size) / 1.96, rel=0.15)


@given(shares, samples)
def test_margin_is_widest_at_one_half_and_the_same_for_yes_and_no(share: float, sample: int) -> None:
    margin = sampling_margin(share, sample)
    assert 0 <= margin <= sampling_margin(50, sample) * (1 + 1e-9)
    assert margin == pytest.approx(sampling_margin(100 - share, sample), abs=1e-5)


@given(shares, samples)
def test_four_times_the_sample_halves_the_margin(share: float, sample: int) -> None:
    assert sampling_margin(share, 4 * sample) == pytest.approx(sampling_margin(share, sample) / 2)


@given(shares, shares, samples)
def test_a_difference_is_called_one_only_beyond_both_margins(first: float, second: float, sample: int) -> None:
    both = sampling_margin(first, sample) + sampling_margin(second, sample)
    assert exceeds_margins(first, second, sample) == (abs(first - second) > both)
    assert exceeds_margins(first, second, sample) == exceeds_margins(second, first, sample)
    assert not exceeds_margins(first, first, sample)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=200))
def test_no_dependence_between_two_answers_makes_their_difference_vary_more(people: list[tuple[bool, bool]]) -> None:
    """The rule behind the comparison: the deviation of a difference never exceeds the sum of the deviations."""
    first, second = ([float(person[place]) for person in people] for place in (0, 1))
    difference = [one - other for one, other in zip(first, second, strict=True)]
    assert statistics.pstdev(difference) <= statistics.pstdev(first) + statistics.pstdev(second) + 1e-9


def test_few_people_make_a_rough_margin() -> None:
    assert is_rough(1, 933)
    assert is_rough(99, 933)
    assert not is_rough(3, 933)


@pytest.mark.parametrize(("share", "sample"), [(-1, 100), (101, 100), (math.nan, 100), (50, 0)])
def test_what_is_no_share_or_no_sample_is_refused(share: float, sample: int) -> None:
    for function in (sampling_margin, is_rough):
        with pytest.raises(ValueError, match=r"percentage|sample"):
            function(share, sample)
