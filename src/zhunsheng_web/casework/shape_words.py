"""What the parameters of a shape of breach are called, and their choices."""

from __future__ import annotations

from zhunsheng.model.text import Text

NAMES: dict[str, Text] = {
    "at": Text("发生", "Where this happened"),
    "needs": Text("须有", "There has to be"),
    "when": Text("前提", "Provided that"),
    "after": Text("在此之后", "After"),
    "first": Text("先", "First"),
    "then": Text("后", "Then"),
    "counted": Text("逐次对应", "One for one"),
    "forbidden": Text("不得有", "There must not be"),
    "until": Text("直至", "Until"),
    "within": Text("期限", "Within"),
    "one": Text("其一", "One"),
    "other": Text("其二", "The other"),
    "from": Text("起", "From"),
    "to": Text("止", "To"),
    "due": Text("到期日栏目", "Due date recorded in"),
    "each": Text("逐一计算", "Counted"),
    "only_if_done": Text("不办理不计", "Only where it is done at all"),
    "released_by": Text("义务因此免除", "Released by"),
    "suspended_by": Text("中止于", "Suspended by"),
    "resumed_by": Text("恢复于", "Resumed by"),
    "act": Text("行为", "Act"),
    "posts": Text("应为岗位", "By one of the posts"),
    "power": Text("应有权力", "Holding the power"),
    "certificate": Text("应持资格", "Holding the certificate"),
    "roster": Text("当班", "On the roster"),
    "amount": Text("不超授权的金额", "Amount within the grant"),
    "acts": Text("行为", "Acts"),
    "at_least": Text("不少于", "At least"),
    "also": Text("另计人员栏目", "Further officers in"),
    "field": Text("栏目", "Field"),
    "at_most": Text("不多于", "At most"),
    "table": Text("幅度表", "Table of bounds"),
    "relative_to": Text("相对于", "Relative to"),
    "by": Text("改动行为", "Changed by"),
    "other_field": Text("对照栏目", "Against the field"),
    "tolerance": Text("容差", "Tolerance"),
    "tolerance_share": Text("容差比例", "Tolerance as a share"),
    "more_than": Text("多于次数", "More times than"),
    "alike": Text("类案要素", "Alike in"),
    "outcome": Text("处理结果", "Outcome"),
    "ratio": Text("相差倍数", "Ratio"),
    "period": Text("比较期间", "Compared within"),
    "fields": Text("必填栏目", "Fields to be filled"),
}
CHOICES = {
    ("each", "first"): Text("首次", "the first only"),
    ("each", "every"): Text("每一次", "every one"),
    ("period", "all"): Text("全部", "all of the time"),
    ("period", "year"): Text("同一年", "the same year"),
    ("period", "month"): Text("同一月", "the same month"),
}
FIELD_NAMES = frozenset(
    {"field", "other_field", "due", "amount", "relative_to", "alike", "outcome", "fields", "also"}
)
"""Parameters whose value is a field of an act, or several."""


def name_of(written: str) -> Text:
    """What a parameter is called; one without a name keeps its own."""
    return NAMES.get(written, Text(written, written))


UNITS = {
    "working_days": Text("个工作日", "working days"),
    "days": Text("日", "calendar days"),
    "hours": Text("小时", "hours"),
    "months": Text("个月", "months"),
    "years": Text("年", "years"),
}
"""What a period may be counted in, by the key it is written under."""
