"""Settings of the web process, read from the environment (prefix `ESEC_`) and checked by type."""

import re
from functools import cache
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, HttpUrl, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dashboard.data.query import DEFAULT_ENGINE, check_engine
from pipelines.schema.paths import CURATED_DIR
from pipelines.schema.site import site

_LOOPBACK: Final = re.compile(r"localhost|127(\.\d{1,3}){3}")
# MiB planned for what all processes share, and of each worker's own share: the process with two versions and what it
# asks of them, a large file being made (Parquet takes most), and a quarter for answers that are kept.
_SHARED: Final = 192
_WORKER: Final = 184
_LARGE_FILE: Final = 320
_LEAST_SHARE: Final = (_WORKER + _LARGE_FILE) * 4 // 3
_MEBIBYTE: Final = 1024 * 1024


class Settings(BaseSettings):
    """What an operator may set; each field's name in capitals after `ESEC_` is its variable."""

    model_config = SettingsConfigDict(env_prefix="ESEC_", env_file=None, extra="ignore", frozen=True)

    curated: str = Field(
        str(CURATED_DIR),
        min_length=1,
        description="Where the published tables lie: a folder, or an address of object storage such as "
        "`s3://bucket/folder?region=…`, which many replicas may share.",
    )
    engine: str = Field(
        DEFAULT_ENGINE,
        description="What answers questions about figures: `duckdb` (embedded), or the address of a ClickHouse that "
        "the version was loaded into: `clickhouse://user:password@host:port/database`.",
    )
    cache: Path | None = Field(
        None,
        description="Folder for the local copy of what lies in object storage, which a restart finds again; without "
        "it a temporary one.",
    )
    host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="Address to listen on. Any but this machine's own (`127.…`, `localhost`) needs `ESEC_BASE_URL`.",
    )
    port: int = Field(8050, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    base_url: HttpUrl | None = Field(
        None,
        description="Public address, such as https://example.org, for canonical links, embeds and citations; "
        "without it the server answers names of this machine alone.",
    )
    document: Path | None = Field(
        None,
        description="A maintainer's own copy of the report's text, to show passages on evidence cards. Never "
        "published.",
    )
    workers: int = Field(2, ge=1, le=64, description="Worker processes.")
    threads: int = Field(
        16,
        ge=4,
        le=64,
        description="Threads of each worker. A quarter may read bodies, and a quarter send large files; of fewer than "
        "four none would be left for pages.",
    )
    memory: int | None = Field(
        None,
        ge=256,
        description="MiB that all processes together keep to, as the unit or the container limits them: how many large "
        "files are made at once, and what kept answers and DuckDB may take, follow from it. By default 672 for each "
        "worker and 192 for all: 1536 for two.",
    )
    timeout: int = Field(
        20, ge=5, le=600, description="Seconds that a worker which is stopped or replaced has for requests in flight."
    )
    check_seconds: float = Field(2.0, ge=0, le=3600, description="Seconds between looks for a newly published version.")
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=8,
        description="Reverse proxies in a row before the server that are believed when they name the reader's address "
        "and scheme (`X-Forwarded-For`, `X-Forwarded-Proto`). With none, nobody is.",
    )
    requests_per_minute: int = Field(
        6000,
        ge=0,
        le=10_000_000,
        description="Requests a minute that each worker answers to one reader's address before it says 429; 0 for any "
        "number. Readers behind a proxy that is not trusted cannot be told apart, and are not counted.",
    )
    work_per_minute: float = Field(
        20.0,
        ge=0,
        le=3600,
        description="Seconds of processor time a minute that each worker spends on one reader's address before it says "
        "429; 0 for any. Pages already made cost next to nothing, large tables and made-up addresses do.",
    )
    metrics: Literal["local", "open", "closed"] = Field(
        "local",
        description="Who may read `/metrics`: this machine without a proxy between (local), whoever reaches the server "
        "(open), or nobody (closed).",
    )
    max_body: int = Field(65_536, ge=1024, description="Largest request body, in bytes.")
    log_level: str = Field("info", description="debug, info, warning or error.")
    contact: str = Field(
        site().contact,
        description="Where readers may write, shown on the accessibility page; without it `contact` of the site's "
        "settings, which is empty for none.",
    )

    @field_validator("curated", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> str:
        """Accept a path given as such."""
        return str(value)

    @field_validator("engine")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        return check_engine(value)

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        level = value.lower()
        if level not in {"debug", "info", "warning", "error"}:
            raise ValueError("must be debug, info, warning or error")
        return level

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        faults = []
        if self.large_files < 1:
            least = _SHARED + self.workers * _LEAST_SHARE
            faults.append(f"memory: {self.workers} workers need {least} MiB at least")
        if self.base_url is None and not _LOOPBACK.fullmatch(self.host):
            # Links and caches would carry whatever name others ask by.
            faults.append(f"host: others can ask at {self.host}, so set ESEC_BASE_URL to the address by which they do")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    @property
    def _share(self) -> int:
        """Return the MiB of each worker."""
        return (self.memory - _SHARED) // self.workers if self.memory else _LEAST_SHARE

    @property
    def large_files(self) -> int:
        """Return how many large files a worker makes at once."""
        return (self._share * 3 // 4 - _WORKER) // _LARGE_FILE

    def kept_bytes(self, eighths: int) -> int:
        """Return the bytes that a worker's kept answers of one kind may take: so many eighths of those of all kinds.

        Pages take two, files three, charts, embeds and compressed answers one each.
        """
        return self._share * _MEBIBYTE // 4 * eighths // 8

    @property
    def engine_memory(self) -> int:
        """Return the MiB that each of a worker's databases may take."""
        return self._share // 4

    @property
    def public_url(self) -> str:
        """Return the public address without a slash at its end; empty where none is set."""
        return str(self.base_url).rstrip("/") if self.base_url is not None else ""


@cache
def load_settings() -> Settings:
    """Read the settings of this process.

    Raises:
        pydantic.ValidationError: a variable is set to something impossible; the message names it.
    """
    return Settings()
