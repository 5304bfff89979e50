"""Lanes above a panel of years, in which the numbers of events stand without covering one another."""

from collections.abc import Sequence

# Numbers of events stand in discs, in lanes above the plot.
DISC = 8.5
LANE = 20.0
_MOST_LANES = 5
_CLEAR = 2 * DISC + 3


def assign_lanes(places: Sequence[float]) -> list[int]:
    """Give each place, in order from the left, the first lane in which no disc covers another."""
    ends: list[float] = []
    lanes: list[int] = []
    for place in places:
        lane = next((n for n, end in enumerate(ends) if place - end >= _CLEAR), len(ends))
        if lane == len(ends):
            ends.append(place)
        ends[lane] = place
        lanes.append(min(lane, _MOST_LANES - 1))
    return lanes
