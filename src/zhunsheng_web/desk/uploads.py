"""Files that come with a form: each is checked and kept as it arrives, and its token goes on with
the form, so that nothing is uploaded twice because something else was wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from zhunsheng_web.casework.faults import Incomplete
from zhunsheng_web.casework.files.checking import most_bytes
from zhunsheng_web.casework.forms import Form
from zhunsheng_web.casework.models import Attachment

Keep = Callable[[str, bytes], Attachment]


def with_uploads(
    form: Form,
    given: Mapping[str, Any],
    files: MultiValueDict[str, UploadedFile[Any]],
    keep: Keep,
) -> tuple[dict[str, Any], Incomplete | None]:
    """What was filled in with the tokens of the new files, and why a file was refused, if one was.
    ``keep`` checks and keeps one file; those before the refused one are kept."""
    told = dict(given)
    for field in form.fields:
        if field.kind != "files":
            continue
        tokens = list(told.get(field.name, ()))
        told[field.name] = tokens
        for one in files.getlist(f"{field.name}_new"):
            try:
                # One byte more than may be is enough to refuse it; the rest is not read.
                tokens.append(keep(one.name or "", one.read(most_bytes() + 1)).token)
            except Incomplete as refused:
                return told, Incomplete(field.name, refused.text)
    return told, None
