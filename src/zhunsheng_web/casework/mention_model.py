"""The table of the codes that findings mention."""

from __future__ import annotations

from django.db import models

LONGEST = 40


class Mention(models.Model):
    """That a code stands in a finding's evidence."""

    finding = models.ForeignKey("casework.Finding", models.CASCADE, related_name="mentions")
    code = models.CharField(max_length=LONGEST)

    class Meta:
        indexes = [models.Index(fields=["code", "finding"], name="mention_of")]
