"""The verdict that a publication needs, for tests that publish without running the rules."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipelines.publish.publish import latest_release


def passed(frames: Mapping[str, pd.DataFrame], **more: Any) -> dict[str, Any]:
    """What the rules say of frames that they find right; publishing adds the tables that it is about."""
    return {"version": latest_release(frames)[0], "success": True, **more}
