"""The small world in the middle of its work, so that no page is empty."""

from __future__ import annotations

from web.world import World
from zhunsheng_web.access.models import Notice
from zhunsheng_web.casework.models import Finding, Inquiry, Warning
from zhunsheng_web.casework.verbs import handling, inquiries
from zhunsheng_web.clock import now

ACTS = [
    {
        "act": "a1", "activity": "dispatch", "title_zh": "派单", "title_en": "dispatch",
        "at": "2026-10-12T09:00:00+08:00", "officer": "W2", "post": "dispatch", "office": "6401",
        "deviates": False, "fields": [],
    },
    {
        "act": "a2", "activity": "inspect", "title_zh": "查验", "title_en": "inspection",
        "at": "2026-10-12T10:00:00+08:00", "officer": "W1", "post": "inspect", "office": "6401",
        "deviates": True,
        "fields": [
            {"name": "consignee", "name_zh": "收货人", "name_en": "consignee",
             "value_zh": "某公司", "value_en": "a company"},
        ],
    },
]  # fmt: skip
BASIS = [
    {
        "law": "customs-law", "article": "28", "title_zh": "《中华人民共和国海关法》第二十八条",
        "title_en": "Customs Law, Article 28", "quote": "进出口货物应当接受海关查验。",
        "from": "2021-04-29",
    }
]  # fmt: skip


def peopled(world: World) -> list[Warning]:
    """Warnings at every step, many rows on one, a question asked and one answered, notices."""
    made = [world.warning(level=3, rows=60), world.warning(level=4), world.warning(level=2),
            world.warning(level=1), world.warning(level=3, about="W2")]  # fmt: skip
    Finding.objects.update(evidence=ACTS)
    made[0].yardstick.basis = BASIS
    made[0].yardstick.save()
    kept = {"now": now()}
    first, third = made[0], made[4]
    handling.sign(first.token, actor=world.actor("SH1"), revision=1, **kept)
    inquiries.ask(first.token, person=world.people["W1"].token, text="当日为何一人查验？",
                  rows=[Finding.objects.filter(warning=first).earliest("key").key],
                  actor=world.actor("SH1"), revision=2, **kept)  # fmt: skip
    handling.sign(third.token, actor=world.actor("SH1"), revision=1, **kept)
    inquiries.ask(third.token, person=world.people["W2"].token, text="请说明经过。",
                  actor=world.actor("SH1"), revision=2, **kept)  # fmt: skip
    question = Inquiry.objects.get(warning=third)
    inquiries.answer(question.token, text="已按规定办理。", reason_code="other",
                     actor=world.actor("W2"), **kept)  # fmt: skip
    third.refresh_from_db()
    handling.explain(third.token, actor=world.actor("SH1"), revision=third.revision,
                     text="人手不足", reason_code="staffing", **kept)  # fmt: skip
    for code in ("SH1", "FUN1", "LEAD1", "W1"):
        Notice.objects.create(
            person=world.people[code], kind="due", cause="due:1", title_zh="一件预警明天到期",
            title_en="A warning is due tomorrow", link="/", made_at=now(),
        )  # fmt: skip
    return made
