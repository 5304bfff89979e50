"""Logs as JSON lines on standard error: what happened and when, never who asked or what they read."""

import json
import logging
from datetime import UTC, datetime
from typing import Any, Final

_SHOWN: Final = ("kind", "status", "milliseconds", "version")


class JsonLines(logging.Formatter):
    """Write one JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record as one line."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry.update({name: getattr(record, name) for name in _SHOWN if hasattr(record, name)})
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def logging_config(level: str) -> dict[str, Any]:
    """Return configuration for `logging.config.dictConfig`, with granian's logger under the same roof."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "dashboard.web.logs.JsonLines"}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
        "root": {"level": level.upper(), "handlers": ["lines"]},
        "loggers": {"_granian": {"handlers": ["lines"], "propagate": False}},
    }
