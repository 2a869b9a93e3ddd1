"""One service for all tests that leave its catalog as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from service_process import Service

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """Return a service of the packaged catalog; after the tests, it must have reported no internal error."""
    pytest.importorskip("uvicorn")
    with Service("--log-requests") as running:
        yield running
        log = running.log()
    assert " 500 " not in log, log


@pytest.fixture(scope="session")
def openapi(service: Service) -> dict[str, Any]:
    """Return the OpenAPI document of the service, in English."""
    document: dict[str, Any] = service.get("/openapi.json").json
    return document
