"""Print what the dashboard of a site answers, as JSON: `ESEC_SITE=… python -m tests.dashboard.asked ADDRESS…`.

A language by itself, as `es`, stands for one page of each kind in it.
"""

import json
import sys

from dashboard.app import create_app
from dashboard.data.store import load_snapshot
from dashboard.pages import PAGES
from dashboard.settings import Settings
from pipelines.schema.declared import LANGUAGES
from pipelines.schema.paths import CURATED_DIR


def main(asked: list[str]) -> None:
    snapshot = load_snapshot(CURATED_DIR)
    client = create_app(Settings()).server.test_client()
    kinds = [next(iter(page.paths(snapshot)), None) for page in PAGES]
    answers = {}
    for each in asked:
        for address in [f"/{each}/{path}" for path in kinds if path is not None] if each in LANGUAGES else [each]:
            answer = client.get(address)
            where = answer.headers.get("Location", "")
            answers[address] = [answer.status_code, where, answer.data.decode("utf-8", "replace")]
    print(json.dumps(answers))


if __name__ == "__main__":
    main(sys.argv[1:])
