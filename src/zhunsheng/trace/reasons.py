"""Why a row stayed out of the trace: stable codes, and the sentence a person reads."""

from __future__ import annotations

from zhunsheng.model.text import Text

REASONS: dict[str, Text] = {
    # the reader could not make sense of the row
    "ragged": Text(
        "本行有 {detail} 列,与表头列数不符", "the row has {detail} fields, unlike the header"
    ),
    "quoting": Text("引号使用不规范,无法断列", "the quotes of this row cannot be followed"),
    "not_an_object": Text("该行不是 JSON 对象", "the line is not a JSON object"),
    "nested_value": Text(
        "栏目“{column}”含有嵌套结构,只接受文字、数字或真假值",
        "field {column} holds a nested value; only text, numbers and booleans are taken",
    ),
    "duplicate_key": Text(
        "同一事件中“{column}”出现两次", "{column} is given twice in the same event"
    ),
    "empty_event": Text("事件没有任何属性", "the event has no attributes"),
    "empty_case": Text("案件没有任何事件", "the case has no events"),
    "no_event_time": Text("事件没有时间", "the event has no time"),
    "unknown_event_type": Text(
        "事件类型“{detail}”未在文件中声明", "event type {detail} is not declared in the file"
    ),
    "duplicate_event": Text(
        "事件编号“{detail}”在文件中重复", "event id {detail} is used twice in the file"
    ),
    # the contract could not turn the row into an act
    "activity_missing": Text("未填写环节(活动)名称", "the activity is not filled"),
    "time_missing": Text("未填写发生时间", "the time of the act is not filled"),
    "time_unreadable": Text(
        "“{column}”的时间“{detail}”不合规定格式", "time {detail!r} in {column} is not as declared"
    ),
    "time_out_of_range": Text(
        "“{column}”的时间“{detail}”不在 1900 年至 2177 年之间",
        "time {detail!r} in {column} lies outside 1900…2177",
    ),
    "number_unreadable": Text(
        "“{column}”的值“{detail}”不是数字", "{detail!r} in {column} is not a number"
    ),
    "number_too_fine": Text(
        "“{column}”的数“{detail}”小数超过四位;如可四舍五入,请在映射中写 round: true",
        "{detail!r} in {column} has more than four decimals; say round: true to have it rounded",
    ),
    "number_out_of_range": Text(
        "“{column}”的数“{detail}”超出可存范围(整数部分最多 14 位)",
        "{detail!r} in {column} has more than 14 digits before the point",
    ),
    "required_missing": Text("必填栏目“{column}”未填写", "required field {column} is not filled"),
    "object_missing": Text(
        "未填写对象编号“{column}”,该行为不涉及任何对象",
        "object id {column} is not filled and the act touches no other object",
    ),
    "id_missing": Text("未填写来源编号“{column}”", "the source's own id {column} is not filled"),
    "conflict": Text(
        "编号“{detail}”已在库中,内容不同;未标明为更正,原记录不予覆盖",
        "id {detail!r} is in the trace with other content and this is no correction; "
        "nothing is overwritten",
    ),
    "stale_correction": Text(
        "编号“{detail}”的更正并不晚于库中的记录",
        "the correction of id {detail!r} is not recorded later than what is in the trace",
    ),
    "mandate_missing": Text("任职记录缺少“{column}”", "the mandate lacks {column}"),
    "mandate_kind": Text(
        "任职类别“{detail}”不是 post、certificate 或 roster",
        "mandate kind {detail!r} is not post, certificate or roster",
    ),
    "mandate_inverted": Text(
        "任职的终止早于或等于起始", "the mandate ends before or when it starts"
    ),
}


def reason_text(code: str, column: str | None, detail: str | None) -> Text:
    """The sentence for one rejected row."""
    return REASONS[code].fill(column=column or "?", detail=detail or "?")
