"""The carrier forms (三表一图一说明): out to Excel, Word and pictures, and in again; and OSCAL."""

from zhunsheng.forms.oscal import catalog
from zhunsheng.forms.sending_up import KINDS, send_up
from zhunsheng.forms.taking_in import Intake, take_back
from zhunsheng.forms.world import Scope, World

__all__ = ["KINDS", "Intake", "Scope", "World", "catalog", "send_up", "take_back"]
