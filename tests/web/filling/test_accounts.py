"""The accounts of a demonstration: one a part, the head of the customs above its section too."""

from __future__ import annotations

from web.world import World
from zhunsheng_web.access.models import Account
from zhunsheng_web.access.roles import Role
from zhunsheng_web.filling.accounts import make_accounts


def test_the_head_of_a_section_s_customs_has_one_whatever_the_section_is_called(
    world: World,
) -> None:
    section = world.offices["6401-a"]
    section.code = "S0046"
    section.save(update_fields=["code"])
    Account.objects.filter(person__in=[world.people[code] for code in ("SH1", "HEAD1")]).delete()
    given = {
        one.posting.role: one.posting.person
        for one in make_accounts("6400", busy_section="S0046", officer="W1")
    }
    assert given[Role.SECTION_HEAD] == world.people["SH1"]
    assert given[Role.OFFICE_HEAD] == world.people["HEAD1"]
    assert given[Role.OFFICER] == world.people["W1"]
