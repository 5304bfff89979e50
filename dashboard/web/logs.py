"""Logs as JSON lines on standard error: what happened and when, never who asked or what they read."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any, Final

_SHOWN: Final = ("kind", "status", "milliseconds", "version")
# Gunicorn's words for a request that is none or that failed go on with the reader's address and what was asked.
_TELLING: Final = re.compile(r"^(Invalid request|Error handling request)\b.*", re.DOTALL)


class JsonLines(logging.Formatter):
    """One JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _TELLING.sub(r"\1", record.getMessage()),
        }
        entry.update({name: getattr(record, name) for name in _SHOWN if hasattr(record, name)})
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def logging_config(level: str) -> dict[str, Any]:
    """Configuration for `logging.config.dictConfig`, with gunicorn's loggers under the same roof."""
    shared = {"level": level.upper(), "handlers": ["lines"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "dashboard.web.logs.JsonLines"}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
        "root": {"level": level.upper(), "handlers": ["lines"]},
        "loggers": {"gunicorn.error": dict(shared), "gunicorn.access": {**shared, "level": "ERROR"}},
    }
