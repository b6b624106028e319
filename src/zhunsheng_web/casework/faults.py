"""Why an act on a warning is not done: the refusals of every act."""

from __future__ import annotations

from zhunsheng_web.access.faults import Incomplete as Incomplete
from zhunsheng_web.access.faults import NotAllowed as NotAllowed
from zhunsheng_web.access.faults import NotDone as NotDone
from zhunsheng_web.access.faults import NotThere as NotThere
from zhunsheng_web.access.faults import Stale as Stale
from zhunsheng_web.access.faults import WrongState as WrongState
