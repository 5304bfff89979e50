"""Synthetic data in the contract's shape: the real tables with as many more figures as asked for.

`python -m tests.synthetic --rows 1000000 --out DIR` writes a published folder that the dashboard serves as it is.
"""

from tests.synthetic.catalogue import OWN, PROBE_INDICATOR
from tests.synthetic.folder import SEED, Size, write_synthetic

__all__ = ["OWN", "PROBE_INDICATOR", "SEED", "Size", "write_synthetic"]
