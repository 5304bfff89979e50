"""The application: Dash over Flask, with its pages, charts, downloads and service addresses."""

from dashboard.data.query.duckdb_tables import limit_memory
from dashboard.data.store import Store
from dashboard.downloads.files import BODIES
from dashboard.downloads.routes import register
from dashboard.downloads.sdmx.routes import register_sdmx
from dashboard.downloads.turns import Turns
from dashboard.settings import Settings, load_settings
from dashboard.view.assets_index import style_text
from dashboard.web.chart_images import add_pictures
from dashboard.web.compression import add_compression
from dashboard.web.embeds import add_embeds
from dashboard.web.errors import add_error_pages
from dashboard.web.first_paint import PaintedDash
from dashboard.web.health import add_health
from dashboard.web.large_answers import part_large_answers
from dashboard.web.limits import add_limits
from dashboard.web.live import add_live_chart
from dashboard.web.page_server import PageServer
from dashboard.web.security import add_front, guard
from dashboard.web.suggestions import add_suggestions
from dashboard.web.trial import draw_on_trial
from dashboard.web.wellknown import add_wellknown
from pipelines.schema.faults import FaultsFound
from pipelines.schema.paths import releases_folder
from pipelines.texts import find_faults_of_own_texts


def create_app(settings: Settings | None = None, *, base: str | None = None) -> PaintedDash:
    """Return the app over the published tables that the settings name.

    Args:
        settings: by default those of this process.
        base: public address that answers carry, empty for none; by default that of the settings, or of the request.

    Raises:
        FaultsFound: the site's own words do not fit the texts that they stand for.
        dashboard.data.store.NotPublishedError: the address holds no version that can be taken and drawn.
        ValueError, ModuleNotFoundError: the address or the engine is not to be had.
    """
    if faults := find_faults_of_own_texts(__package__):
        raise FaultsFound(faults)
    chosen = settings or load_settings()
    limit_memory(chosen.engine_memory)
    BODIES.limit(chosen.kept_bytes(3))
    store = Store(chosen.curated, check_seconds=chosen.check_seconds, engine=chosen.engine, cache=chosen.cache)
    site = PageServer(chosen, store, base)
    app = PaintedDash(site)
    server = app.server
    add_front(server, chosen)
    add_limits(server, chosen)
    guard(server, chosen, [style_text()])
    turns = Turns(chosen.threads, chosen.large_files)
    part_large_answers(server, turns, chosen.public_url)
    add_compression(server, chosen.kept_bytes(1))
    add_error_pages(app, site, turns)
    add_health(server, site)
    add_wellknown(server, site)
    add_pictures(server, site)
    add_embeds(server, site)
    add_suggestions(server, site)
    # Opened now, before workers are forked: each holds a whole version, whatever happens to the folder later.
    files = register(server, lambda: store.current().files, releases_folder(store.folder), site.base_url, turns)
    register_sdmx(server, files.library, site.base_url, turns)
    files.library.current()
    add_live_chart(app, site)
    store.draw_with(lambda: draw_on_trial(server, site))
    return app
