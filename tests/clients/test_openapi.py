"""The description of the addresses, read by a validator that follows the OpenAPI specification."""

from tests.clients.conftest import Run


def test_it_is_valid(address: str, run_in: Run) -> None:
    code = """
import json, sys, urllib.request
from openapi_spec_validator import OpenAPIV31SpecValidator
document = json.load(urllib.request.urlopen(sys.argv[1] + "/openapi.json"))
faults = [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()]
print(len(document["paths"]), faults)
"""
    paths, _space, faults = run_in("newer", code, address).strip().partition(" ")
    assert faults == "[]" and int(paths) > 100
