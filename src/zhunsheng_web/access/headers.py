"""What browsers are told beyond Django's own headers: nothing is kept, nothing shared, no device
asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

DEVICES = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media",
    "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts",
    "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock",
    "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
FIXED = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        [*(f"{device}=()" for device in DEVICES), "publickey-credentials-get=(self)",
         "publickey-credentials-create=(self)"]
    ),
}  # fmt: skip


class HeadersMiddleware:
    """Adds the headers of security.md §3 to every answer. What says nothing of being kept, as
    files of style do, is not kept."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._respond(request)
        for name, value in FIXED.items():
            response.setdefault(name, value)
        response.setdefault("Cache-Control", "no-store")
        return response
