"""Why the policy refuses an act to somebody who may see the warning, in words."""

from __future__ import annotations

from zhunsheng.model.text import Text

REFUSALS = {
    "not-your-post": Text("您的岗位不办理这项工作。", "Your post does not do this."),
    "reads-only": Text("您的岗位只能查看，不能办理。", "Your post may read this, not handle it."),
    "not-your-desk": Text("这一步不由您的岗位办理。", "This step is not for your post to take."),
    "four-eyes": Text(
        "这件预警的前面环节由您办理，这一步须由他人办理。",
        "You took an earlier step with this warning; somebody else must take this one.",
    ),
    "reserved": Text(
        "中止、延期、改派由负责人办理：经办人不得自行延长期限，也不得自行把工作交给他人。",
        "Suspending, extending and assigning to another are for the head of the office: nobody "
        "grants himself more time, or gives his work away.",
    ),
    "assigned-to-another": Text(
        "这件预警已分派给他人，请由承办人或其负责人办理。",
        "This warning is assigned to somebody else; he or his head takes this step.",
    ),
    "not-assignable": Text(
        "不能分派给此人：他不办理这一步，或者应当回避。",
        "It cannot be assigned to this person: he does not take this step, or must stand aside.",
    ),
    "system-only": Text(
        "更正消除由系统根据新的运行结果办理。",
        "Only a later run clears a warning after a correction.",
    ),
}
_ANY = Text("您不能办理这一步。", "You cannot do this.")


def refusal(code: str) -> Text:
    """A code of the policy in words."""
    return REFUSALS.get(code, _ANY)
