"""Told inside the transaction when somebody's posts change: who must not see what follows from it.

Receivers take ``person_id`` and ``now``.
"""

from django.dispatch import Signal

moved = Signal()
