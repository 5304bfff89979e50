"""`esec serve`: the dashboard on a production server."""

from typing import Any

import click
from pydantic import ValidationError


def _settings(given: dict[str, Any]) -> Any:
    from dashboard.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = [f"  {'.'.join(map(str, fault['loc'])) or 'settings'}: {fault['msg']}" for fault in error.errors()]
        lines = "\n".join(faults)
        raise click.ClickException(
            f"These settings are not possible (option, or variable ESEC_<NAME>):\n{lines}"
        ) from None


@click.command()
@click.option("--host", help="Address to listen on; by default 127.0.0.1, or ESEC_HOST.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to listen on; by default 8050, or ESEC_PORT; 0 takes a free one.",
)
@click.option(
    "--curated",
    help="Folder of the published tables, or their address in object storage (s3://bucket/folder?region=…); by default "
    "data/curated, or ESEC_CURATED.",
)
@click.option("--workers", type=click.IntRange(1, 64), help="Worker processes; by default 2, or ESEC_WORKERS.")
def serve(host: str | None, port: int | None, curated: str | None, workers: int | None) -> None:
    """Serve the dashboard.

    Prints its address when it answers, and runs until interrupted. Further settings are read from the environment, as
    ESEC_<NAME>: engine, cache, base_url, document, threads, memory, timeout, check_seconds, trusted_proxies,
    requests_per_minute, work_per_minute, metrics, max_body, log_level, contact. docs/deployment.md says what each does.
    """
    settings = _settings({"host": host, "port": port, "curated": curated, "workers": workers})
    from dashboard.commands.serving import run_server
    from dashboard.data.store import NotPublishedError

    try:
        run_server(settings)
    except (NotPublishedError, ValueError, ModuleNotFoundError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen at {settings.host}, port {settings.port}: {error.strerror}"
        ) from None
