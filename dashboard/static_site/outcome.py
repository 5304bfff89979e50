"""What the command knows of a site that was written, without importing its pages."""

from typing import Final

# A file by which the folder of a site is known.
MARK: Final = "data/datapackage.json"


class NotDrawnError(RuntimeError):
    """Say which address of the site did not answer as it should."""
