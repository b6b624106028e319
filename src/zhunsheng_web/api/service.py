"""The API as a whole: its version, its doors, its description."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from zhunsheng_web.api.auth import ByKey, BySession
from zhunsheng_web.api.problems import MEDIA_TYPE, Problem, told_by

REFUSED: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 503), Problem)
"""What every operation may answer besides its own."""
_ABOUT = """\
风险预警处置系统的程序接口。权限、留痕与网页完全一致：能看什么、能办什么，取决于请求人当天的岗位。

The same acts and readings as the pages, under the same policy and the same sealed record.

* Sign in with a key of your own (`Authorization: Bearer zsk_…`, made under `/keys`), or use the
  cookie of a signed-in browser with `X-CSRFToken`.
* What changes something takes an `Idempotency-Key`: sent twice with the same one, it is done once.
* Lists come in parts: `limit`, and `after` with the `next` of the part before.
* Refusals are problem details (RFC 9457) in the language of `Accept-Language`.
* What is not there and what is not for you are told alike.
"""


def _described(schema: OpenAPISchema) -> OpenAPISchema:
    """The description with problems as what they are."""
    for operations in schema["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                _without_null(parameter["schema"])
            for status, answer in operation["responses"].items():
                if int(status) >= 400 and "content" in answer:
                    answer["content"] = {MEDIA_TYPE: next(iter(answer["content"].values()))}
                    answer["description"] = "Refused"
    return schema


def _without_null(schema: dict[str, Any]) -> None:
    """What may be left out is left out: no address and no header has a null."""
    kept = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(kept) == 1:
        del schema["anyOf"]
        schema.update(kept[0])


class Service(NinjaAPI):
    """Ninja's API with problems described as what they are."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._made: dict[Any, OpenAPISchema] = {}

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        return reverse("api:api-1:api-root", kwargs=path_params)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        # It is the same until the program is another; making it takes half a second.
        asked = (path_prefix, tuple(sorted((path_params or {}).items())))
        if asked not in self._made:
            made = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
            self._made[asked] = _described(made)
        return self._made[asked]


service = Service(
    title="准绳 Zhunsheng",
    version="1",
    description=_ABOUT,
    docs_url=None,
    openapi_url="/openapi.json",
    auth=[ByKey(), BySession()],
    urls_namespace="api-1",
)
told_by(service)
