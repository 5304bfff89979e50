"""Figures on the commercial sexual exploitation of children: typed, verified, of one version.

One file for Python 3.9 or later with pandas 1.5 or later. It asks the site named by `SITE` and nobody else.

    import esec

    figures = esec.open("observations", version="3.1.0")
    offences = figures[figures["comparability_id"] == "procuring-recorded"]
    esec.series(offences)

A figure is joined, compared or summed with others only within its comparability group. `series`, `wide` and `total`
do so and raise `Refusal` for anything else, with the figures in the way.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import warnings
import zlib
from http.client import HTTPException
from io import BytesIO
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pandas as pd

SITE = "http://127.0.0.1:8050"
# What figures must share to stand in one series: the same thing, counted in the same way, of the same people.
SHARED = ["comparability_id", "unit_measure", "ref_area", "sex", "age", "answer"]
# Numbers are read as text first: pandas before 3 rounds the last digit of some while it reads.
_TYPES = {"integer": "Int64", "boolean": "boolean"}
_SECONDS = 60


class Refusal(ValueError):
    """What was asked would give figures that cannot be relied on."""


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow no redirection: it may lead to another site."""


def open(table: str = "observations", *, version: str | None = None, site: str = SITE) -> pd.DataFrame:
    """Return a table of one version as a frame.

    Periods and codes stay text, codes with a list are categories with all its levels, numbers are numbers, and an
    empty cell is missing. `attrs` holds table, version, address, SHA-256, citation and licence, and which units may
    be summed.

    Args:
        table: name of a table, as the downloads page lists them.
        version: number of a version. There is no default: the same code must give the same figures tomorrow.
        site: address of the site.

    Raises:
        Refusal: no version is named, or there is no such version or table, or the file is not what it should be.
        ConnectionError: the site does not answer.
    """
    if version is None:
        newest = _read(site, "versions.json")["current"]
        raise Refusal(f'name a version, so that the figures stay the same: esec.open("{table}", version="{newest}")')
    package = _package(site, version)
    resources = {each["name"]: each for each in package["resources"]}
    if table not in resources:
        raise Refusal(f"no table {table!r} in version {version}; there are {', '.join(sorted(resources))}")
    resource = resources[table]
    path = f"v{quote(version)}/{resource['path']}"
    content = _fetch(site, path)
    digest = hashlib.sha256(content).hexdigest()
    if "hash" not in resource:
        warnings.warn(f"{site}/data/{path} is too large for a SHA-256 to be stated: not verified", stacklevel=2)
    elif resource["hash"] != f"sha256:{digest}":
        raise Refusal(f"{site}/data/{path} is damaged: its SHA-256 is {digest}, and not that of the description")
    frame = _typed(content, resource["schema"]["fields"])
    frame.attrs = {
        "table": table,
        "version": version,
        "address": f"{site}/data/{path}",
        "sha256": digest,
        "citation": _citation(package),
        "licence": f"{package['licenses'][0]['name']} for this data set; each figure belongs to its source: see the "
        "column rights_en of the table sources",
    }
    if {"unit_measure", "obs_value"} <= set(frame.columns):
        units = open("units", version=version, site=site)
        frame.attrs["additive"] = list(units.loc[units["additive"], "unit_measure"])
    return frame


def series(frame: pd.DataFrame) -> pd.Series:
    """Return the values by period, oldest first, with the ids of the figures in `attrs["obs_id"]`.

    Where all periods are years or all are months, one without a figure is a missing value: no line runs across it.

    Raises:
        Refusal: the figures are of several comparability groups, units, areas, sexes, ages or answers; some are
            ranges or bounds, or have no year in their source; or two are of the same time.
    """
    if frame.empty:
        raise Refusal("there are no figures here")
    for column in SHARED:
        found = sorted(frame[column].astype(object).unique())
        if len(found) > 1:
            raise Refusal(f"these figures cannot be joined: {column} is {_listed(found)}")
    _refuse_what_has_no_place(frame)
    # `2009` goes from 2009-00-00 to 2009-99-99, so that periods are compared as text.
    ends = frame["time_period"].str.split("/")
    first, last = ends.str[0], ends.str[-1]
    dated = frame.assign(_first=(first + "-00-00").str[:10], _last=(last + "-99-99").str[:10]).sort_values("_first")
    _refuse(dated[dated["_first"] <= dated["_last"].shift().fillna("")], "a time that another figure covers too")
    values = pd.Series(dated["obs_value"].to_numpy(), index=dated["time_period"].to_numpy(), name="obs_value")
    if (length := set(values.index.str.len())) in ({4}, {7}):
        every = pd.period_range(values.index[0], values.index[-1], freq="Y" if length == {4} else "M")
        values = values.reindex(every.astype(str))
    values.attrs = {**frame.attrs, "obs_id": list(dated["obs_id"])}
    return values


def wide(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the values with a column a period and a row for what may be joined: nothing is put together.

    Raises:
        Refusal: some figures are ranges or bounds, or have no year in their source, or two are of the same thing
            and period.
    """
    _refuse_what_has_no_place(frame)
    keys = [*SHARED, "time_period"]
    _refuse(frame[frame.duplicated(keys, keep=False)], "another figure of the same thing and period")
    table = frame[keys].astype(object).assign(obs_value=frame["obs_value"]).set_index(keys)["obs_value"].unstack()
    table.attrs = dict(frame.attrs)
    return table


def total(frame: pd.DataFrame) -> float:
    """Return the sum of the values of one series.

    Raises:
        Refusal: the figures are not one series, their unit may not be summed, or some have no value.
    """
    values = series(frame)
    units = set(frame["unit_measure"]) - set(frame.attrs.get("additive", []))
    if units:
        raise Refusal(f"figures in {', '.join(units)} may not be summed")
    _refuse(frame[frame["obs_value"].isna()], "no value, which is not zero")
    return float(values.sum())


def _fetch(site: str, path: str) -> bytes:
    request = Request(f"{site}/data/{path}", headers={"Accept-Encoding": "gzip", "User-Agent": "esec.py"})
    try:
        with build_opener(_Stay).open(request, timeout=_SECONDS) as answer:
            content: bytes = answer.read()
            return gzip.decompress(content) if answer.headers["Content-Encoding"] == "gzip" else content
    except HTTPError as error:
        if error.code == 404:
            raise
        raise ConnectionError(f"{site}/data/{path} answers {error.code} {error.reason}") from error
    except (OSError, EOFError, zlib.error, HTTPException) as error:
        raise ConnectionError(f"{site}/data/{path} cannot be read: {error}") from error


def _read(site: str, path: str) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads(_fetch(site, path))
    except ValueError as error:
        raise Refusal(f"{site}/data/{path} is damaged, or something else answered in its place: {error}") from error
    return read


def _package(site: str, version: str) -> dict[str, Any]:
    try:
        return _read(site, f"v{quote(version)}/datapackage.json")
    except HTTPError as error:
        kept = [each["version"] for each in _read(site, "versions.json")["versions"]]
        raise Refusal(f"no version {version!r}; there are {', '.join(kept)}") from error


def _typed(content: bytes, fields: list[dict[str, Any]]) -> pd.DataFrame:
    types = {field["name"]: _TYPES.get(field["type"], "string") for field in fields}
    frame = pd.read_csv(BytesIO(content), dtype=types, keep_default_na=False, na_values=[""], encoding="utf-8")
    for field in fields:
        name = field["name"]
        if field["type"] == "number":
            frame[name] = frame[name].astype("float64")
        elif levels := [each["value"] for each in field.get("categories", [])]:
            if strange := set(frame[name].dropna()) - set(levels):
                raise Refusal(f"{name} holds codes that its list has not: {', '.join(sorted(strange))}")
            frame[name] = pd.Categorical(frame[name].astype(object), categories=levels)
    return frame


def _citation(package: dict[str, Any]) -> str:
    by, year = package["contributors"][0]["title"], package["created"][:4]
    return f"{by} ({year}). {package['title']} (version {package['version']}) [Data set]. {package['id']}"


def _refuse_what_has_no_place(frame: pd.DataFrame) -> None:
    bounds = frame["obs_value"].isna() & (frame["obs_value_low"].notna() | frame["obs_value_high"].notna())
    _refuse(frame[bounds], "a range or a bound and no value (obs_value_low, obs_value_high)")
    if "period_basis" in frame:
        _refuse(frame[frame["period_basis"] == "undated"], "no year in its source")


def _refuse(figures: pd.DataFrame, what: str) -> None:
    if len(figures):
        raise Refusal(f"leave out or treat apart what has {what}: {_listed(list(figures['obs_id']))}")


def _listed(codes: list[Any]) -> str:
    more = f" and {len(codes) - 10} more" if len(codes) > 10 else ""
    return ", ".join(map(str, codes[:10])) + more
