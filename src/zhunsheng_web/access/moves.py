"""Told inside the transaction when somebody's posts or leave change: who must not see what follows
from it, and what he leaves open.

Receivers take ``person_id`` and ``now``.
"""

from django.dispatch import Signal

moved = Signal()
