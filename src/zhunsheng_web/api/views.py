"""The API's description for people: one page, made from the same description programs read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhunsheng_web.access.doors import signed_in
from zhunsheng_web.api.service import service


@signed_in
def described(request: HttpRequest) -> HttpResponse:
    """Every operation with what it takes."""
    schema = service.get_openapi_schema()
    operations: list[dict[str, Any]] = [
        {
            "path": path,
            "method": method.upper(),
            "summary": operation.get("summary", ""),
            "about": operation.get("description", ""),
            "takes": [one["name"] for one in operation.get("parameters", ())],
            "body": "requestBody" in operation,
            "tag": (operation.get("tags") or [""])[0],
        }
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "api/described.html", {"operations": operations})
