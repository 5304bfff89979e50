"""Holds the settings of the folder worked on to its tables, and its own words to the texts that they stand for."""

from collections.abc import Mapping

import pandas as pd

from pipelines.schema.columns import C, T
from pipelines.schema.faults import Fault
from pipelines.schema.site import find_faults_beside
from pipelines.texts import find_faults_of_own_texts


def check_settings(frames: Mapping[str, pd.DataFrame]) -> list[Fault]:
    """List what is wrong with the site's settings beside these tables, which are those of its folder."""
    areas, sources = (
        set(frames[table][column]) if column in frames.get(table, ()) else set()
        for table, column in ((T.AREAS, C.REF_AREA), (T.SOURCES, C.SOURCE_ID))
    )
    return [*find_faults_beside(areas, sources), *find_faults_of_own_texts("dashboard")]
