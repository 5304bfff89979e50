"""Refusals as SDMX says them: its error message, with its codes, for those who read XML; else a problem document."""

from typing import Final
from xml.sax.saxutils import escape, quoteattr

from flask import Request, Response

from dashboard.downloads.problems import Fault, Refusal
from dashboard.downloads.responses import allow_reading, answer_refusal
from pipelines.schema.safe_text import fit_for_xml

# Error codes of SDMX (Section 7, 5.8): the status says the same to HTTP.
_CODES: Final = {404: 100, 413: 130, 400: 140, 414: 140, 406: 150, 501: 501, 503: 503}
_MOST: Final = 10
_SEMANTIC: Final = 150
_MEDIA_TYPE: Final = "application/vnd.sdmx.error+xml;version=2.1"
_SCHEMAS: Final = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"


def _told(fault: Fault, lang: str) -> str:
    """Say what is wrong, where, and what would be right."""
    said = fault.document()
    at = " ".join(said[name] for name in ("parameter", "value") if said.get(name))
    return " | ".join(filter(None, (fault.detail[lang], at, ", ".join(said.get("allowed", ())[:_MOST]))))


def answer_error(refusal: Refusal, base: str, request: Request) -> Response:
    """Return a refusal in the shape that the client reads."""
    problem = answer_refusal(refusal, base, request)
    accept = request.headers.get("Accept", "")
    if "xml" not in accept or "html" in accept:
        return problem
    code = _CODES.get(refusal.status, _SEMANTIC)
    texts = [
        f"<com:Text xml:lang={quoteattr(lang)}>{escape(fit_for_xml(_told(fault, lang)))}</com:Text>"
        for fault in refusal.faults
        for lang in fault.detail
    ]
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<mes:Error xmlns:mes="{_SCHEMAS}/message" xmlns:com="{_SCHEMAS}/common">'
        f'<mes:ErrorMessage code="{code}">{"".join(texts)}</mes:ErrorMessage></mes:Error>\n'
    )
    response = Response(body, refusal.status, content_type=_MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    for name, value in refusal.headers:
        response.headers[name] = value
    return allow_reading(response)
