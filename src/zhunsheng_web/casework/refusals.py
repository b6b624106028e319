"""Why the policy refuses an act to somebody who may see the warning, in words."""

from __future__ import annotations

from zhunsheng.model.text import Text

REFUSALS = {
    "not-your-post": Text("您的岗位不办理这项工作。", "Your post does not do this."),
    "reads-only": Text("您的岗位只能查看，不能办理。", "Your post may read this, not handle it."),
    "not-your-desk": Text("这一步不由您的岗位办理。", "This step is not for your post to take."),
    "four-eyes": Text(
        "核查人不得复核自己的结论，请由他人复核。",
        "Whoever verified it does not review it; somebody else must.",
    ),
}
