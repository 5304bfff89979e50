"""Says of each source whether it is proved: by the record of its proof, and its rows as they are now."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipelines.schema.codes import SourceKind
from pipelines.schema.columns import C, T
from pipelines.schema.proof import digest_source, proof_of


def fill_proofs(frames: Mapping[str, pd.DataFrame]) -> None:
    """Fill in whether each source is proved; our own calculations are held against no text."""
    sources = frames[T.SOURCES]
    records: Any = sources.to_dict("records")
    proofs = []
    for source in records:
        own = source[C.SOURCE_KIND] == SourceKind.OWN_ARITHMETIC
        recorded = isinstance(source[C.PROVED_ROWS], str)
        digest = digest_source(frames, source[C.SOURCE_ID]) if recorded else ""
        proofs.append(None if own else str(proof_of(source, digest)))
    sources[C.PROOF] = pd.Series(proofs, index=sources.index, dtype=sources[C.PROOF].dtype)
