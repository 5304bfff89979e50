"""Lanes for the numbers of events, so that none covers another; the same in the image and in the live figure."""

from collections.abc import Sequence

DISC = 8.5
LANE = 20.0
MOST_LANES = 5
_CLEAR = 2 * DISC + 3


def assign_lanes(places: Sequence[float]) -> list[int]:
    """Lane of each place, given in order from left to right in pixels; the first lane that is free there."""
    ends: list[float] = []
    lanes: list[int] = []
    for place in places:
        lane = next((n for n, end in enumerate(ends) if place - end >= _CLEAR), len(ends))
        if lane == len(ends):
            ends.append(place)
        ends[lane] = place
        lanes.append(min(lane, MOST_LANES - 1))
    return lanes
