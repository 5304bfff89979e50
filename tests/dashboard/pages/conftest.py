"""Pages over tables that a test changes, and pages as read."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from flask.testing import FlaskClient

from dashboard.data.store import Snapshot
from dashboard.pages import PLACES
from dashboard.settings import Settings
from dashboard.text.translator import translator
from dashboard.view.view import View
from pipelines.schema.declared import Language
from tests.dashboard.pages.reading import ReadPage

Read = Callable[[str], ReadPage]
MakeView = Callable[..., View]
Empty = Callable[[str], pd.DataFrame]


@pytest.fixture
def read(client: FlaskClient) -> Read:
    """Reads the page at an address, which must answer."""

    def read_page(address: str) -> ReadPage:
        answer = client.get(address)
        assert answer.status_code == 200, address
        return ReadPage(answer.text)

    return read_page


@pytest.fixture
def make_view(snapshot: Snapshot) -> MakeView:
    """A view over the published tables, some of them replaced."""

    def make(
        lang: Language = "en",
        validation: dict[str, object] | None = None,
        params: dict[str, str] | None = None,
        **tables: pd.DataFrame,
    ) -> View:
        changed = replace(
            snapshot,
            version_hash=f"{snapshot.version_hash}-changed",
            frames={**snapshot.frames, **tables},
            validation=snapshot.validation if validation is None else validation,
        )
        return View(
            changed, Settings(), lang, f"/{lang}/x", "", params or {}, translator(lang), "https://esec.example", PLACES
        )

    return make


@pytest.fixture
def empty(snapshot: Snapshot) -> Empty:
    """A table without rows."""
    return lambda table: snapshot.frames[table].iloc[:0]
