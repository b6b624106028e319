"""Broken variants of the shapes' queries: the mistakes that people make.

Each is one piece of a shape's SQL said wrongly. They exist so that the parity test can be seen to
find them; a variant nobody catches means the random worlds are too tame.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from zhunsheng.model.plan import Plan
from zhunsheng.model.verdict import Reason
from zhunsheng.standards.shapes import BY_NAME


@dataclass(frozen=True)
class Mutant:
    """``old`` is written ``new`` in the shape's query, everywhere it stands."""

    shape: str
    mistake: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.shape}: {self.mistake}"

    def applied(self, plan: Plan) -> Plan | None:
        """The plan with the mistake in it; None where the query does not say ``old``."""
        if not any(self.old in query.sql for query in plan.queries):
            return None
        queries = (
            replace(query, sql=query.sql.replace(self.old, self.new)) for query in plan.queries
        )
        return replace(plan, queries=tuple(queries))


def _passes(reason: Reason) -> tuple[str, str]:
    """A reason that is taken for none."""
    return f"THEN {int(reason)}", f"THEN {int(Reason.NONE)}"


_BY_THE_LAST = """FROM officer AS o
  WHERE seen_to = (
    SELECT max(x.seen_to) FROM officer AS x WHERE x.rule = o.rule AND x.subject = o.subject
  )
  GROUP BY rule, subject"""

MUTANTS = (
    # missing_step
    Mutant("missing_step", "a tie counts against", "n.moment <= e.anchor", "n.moment < e.anchor"),
    Mutant("missing_step", "the first `after`, not the last", "max(h.moment) AS since",
           "min(h.moment) AS since"),
    Mutant("missing_step", "`needs` before `after` will do", "h.moment >= l.since AND ", ""),
    # wrong_order
    Mutant("wrong_order", "a tie counts against", "a.anchor < f.moment", "a.anchor <= f.moment"),
    Mutant("wrong_order", "an even balance is broken", "balance < 0", "balance <= 0"),
    Mutant("wrong_order", "counted without netting ties",
           "sum(weight) AS weight FROM weighed", "min(weight) AS weight FROM weighed"),
    # forbidden_after
    Mutant("forbidden_after", "a ban of days never ends", "OR d.due IS NULL OR", "OR 1 = 1 OR"),
    Mutant("forbidden_after", "the ban's last day is free", "<= d.due", "< d.due"),
    Mutant("forbidden_after", "the act itself is forbidden",
           "WHERE h.moment > a.anchor AND", "WHERE h.moment >= a.anchor AND"),
    Mutant("forbidden_after", "only the first forbidden act is looked at", "b.last > a.anchor",
           "b.moment > a.anchor"),
    Mutant("forbidden_after", "the lifting act is still banned", "h.moment < u.moment",
           "h.moment <= u.moment"),
    Mutant("forbidden_after", "an unknown calendar is no matter", "o.unknown = 1",
           "o.unknown = 2"),
    # never_together
    Mutant("never_together", "only what comes later", "o.moment IS NOT NULL",
           "o.moment > a.anchor"),
    Mutant("never_together", "who had only one is not counted", "LEFT JOIN (SELECT",
           "JOIN (SELECT"),
    # overdue
    Mutant("overdue", "the last day is late", "> d.due END", ">= d.due END"),
    Mutant("overdue", "suspended days are dropped", "d.suspended = coalesce(s.stood_days, 0)",
           "d.suspended = 0"),
    Mutant("overdue", "suspended hours are dropped", "+ coalesce(s.stood_ms, 0)", ""),
    Mutant("overdue", "inverted clocks are in time", *_passes(Reason.CLOCKS_INVERTED)),
    Mutant("overdue", "an unknown calendar is in time", *_passes(Reason.CALENDAR_UNKNOWN)),
    Mutant("overdue", "what never came is in time", *_passes(Reason.NEVER_CAME)),
    Mutant("overdue", "still suspended is in time", *_passes(Reason.SUSPENDED)),
    Mutant("overdue", "the last answer, not the next", "s.anchor_act, min(h.moment)",
           "s.anchor_act, max(h.moment)"),
    Mutant("overdue", "released too late, but released", "p.released <= p.done)\n        AND CASE",
           "p.released <= p.done)\n        OR CASE"),
    Mutant("overdue", "nobody is bound to it, and yet it never came",
           "WHERE p.only_if_done = 0 OR p.done IS NOT NULL", ""),
    Mutant("overdue", "what nobody is bound to is never late",
           "WHERE p.only_if_done = 0 OR p.done IS NOT NULL", "WHERE p.only_if_done = 0"),
    # beyond_authority
    Mutant("beyond_authority", "the amount itself is too much", "amount > up_to",
           "amount >= up_to"),
    Mutant("beyond_authority", "the smallest grant counts", "max(h.up_to)", "min(h.up_to)"),
    Mutant("beyond_authority", "mandates never end",
           "(m.end_moment IS NULL OR d.anchor < m.end_moment)", "1 = 1"),
    Mutant("beyond_authority", "nobody is entitled", *_passes(Reason.ACTOR_MISSING)),
    Mutant("beyond_authority", "no mandates on record is a breach", "known IS NULL",
           "known = '?'"),
    Mutant("beyond_authority", "grants are not dated", "h.start_day AND", "-1000000 AND"),
    # conflicting_duties
    Mutant("conflicting_duties", "nobody is the same as nobody", "officer IS NOT NULL AND ", ""),
    Mutant("conflicting_duties", "only the last officer is looked at",
           "FROM officer GROUP BY rule, subject", _BY_THE_LAST),
    Mutant("conflicting_duties", "a missing officer clears", "WHEN unknown = 1",
           "WHEN unknown = 2"),
    Mutant("conflicting_duties", "an act conflicts with itself", "AND least_act <> most_act", ""),
    Mutant("conflicting_duties", "the one act conflicts with itself",
           "AND other_act <> anchor_act", ""),
    Mutant("conflicting_duties", "of several acts only the first are looked at",
           "a.acts + b.acts > 2", "a.acts + b.acts > 20"),
    # too_few_hands
    Mutant("too_few_hands", "acts instead of officers", "count(DISTINCT h.officer)",
           "count(h.officer)"),
    Mutant("too_few_hands", "nobody is a hand", "count(DISTINCT h.officer)",
           "count(DISTINCT coalesce(h.officer, '?'))"),
    Mutant("too_few_hands", "one hand is two", "<> f.most_person_officer THEN 2",
           "= f.most_person_officer THEN 2"),
    Mutant("too_few_hands", "just enough is too few", "c.hands >= c.least",
           "c.hands > c.least"),
    Mutant("too_few_hands", "a missing officer accuses", "c.unknown = 1", "c.unknown = 2"),
    # out_of_bounds
    Mutant("out_of_bounds", "the lower limit is out", "d.amount < CAST", "d.amount <= CAST"),
    Mutant("out_of_bounds", "the upper limit is out", "d.amount > CAST", "d.amount >= CAST"),
    Mutant("out_of_bounds", "a tier the table lacks passes", *_passes(Reason.NOT_IN_TABLE)),
    Mutant("out_of_bounds", "a missing number passes", *_passes(Reason.FIELD_MISSING)),
    Mutant("out_of_bounds", "not relative", "ELSE d.base END", "ELSE 1 END"),
    # altered_after
    Mutant("altered_after", "the first standing value, not the last",
           "max(moment) AS moment FROM sided", "min(moment) AS moment FROM sided"),
    Mutant("altered_after", "the act itself does not set the value", "WHERE moment <= anchor",
           "WHERE moment < anchor"),
    Mutant("altered_after", "only upwards", "s.given <> t.given", "s.given > t.given"),
    Mutant("altered_after", "who once left it empty is not looked at",
           "= 1 THEN 1 ELSE 0 END AS uneven", "= 2 THEN 1 ELSE 0 END AS uneven"),
    Mutant("altered_after", "no value to compare is a pass", *_passes(Reason.NO_COMPARISON)),
    # mismatch
    Mutant("mismatch", "a missing actor agrees", *_passes(Reason.ACTOR_MISSING)),
    Mutant("mismatch", "a missing field differs", f"THEN {int(Reason.FIELD_MISSING)}",
           f"THEN {int(Reason.DIFFERENT)}"),
    Mutant("mismatch", "the tolerance itself is too much", "<= tolerance", "< tolerance"),
    Mutant("mismatch", "a share of a negative number", "abs(right_number)", "right_number"),
    # too_often
    Mutant("too_often", "a window one day too long", "< d.due", "<= d.due"),
    Mutant("too_often", "one fewer is too often", "d.place - d.more_than",
           "d.place - d.more_than + 1"),
    Mutant("too_often", "an unknown calendar is a pass", *_passes(Reason.CALENDAR_UNKNOWN)),
    # repeated_change
    Mutant("repeated_change", "as often as allowed is too often",
           "coalesce(c.changes, 0) > a.at_most", "coalesce(c.changes, 0) >= a.at_most"),
    Mutant("repeated_change", "empty fields hide a change", "WHERE g.given IS NOT NULL", ""),
    Mutant("repeated_change", "only who never changed is looked at", "least <> most",
           "least = most"),
    Mutant("repeated_change", "only upwards", "before <> given", "before < given"),
    # unlike_treatment
    Mutant("unlike_treatment", "the ratio itself is a breach", "most > CAST", "most >= CAST"),
    Mutant("unlike_treatment", "the ratio itself is a breach below zero", "least < CAST",
           "least <= CAST"),
    Mutant("unlike_treatment", "below zero as above it", "WHEN most < 0", "WHEN most < -99"),
    Mutant("unlike_treatment", "one alone is like its like", "acts < 2", "acts < 1"),
    Mutant("unlike_treatment", "who may not belong joins the group", " OR d.certain = 0", ""),
    Mutant("unlike_treatment", "months are years", "WHEN d.by = 1 THEN c.year",
           "WHEN d.by >= 1 THEN c.year"),
    # record_missing
    Mutant("record_missing", "one field may be missing", "lacking > 0", "lacking > 1"),
    Mutant("record_missing", "nothing missing is a breach", "lacking > 0", "lacking >= 0"),
    # every shape: the day after the last day still counts; what may anchor does anchor
    *(Mutant(name, "in force a day too long", "< r.end_day", "<= r.end_day") for name in BY_NAME),
    *(Mutant(name, "an unknown anchor is a sure one", "s.certain", "1 AS certain")
      for name in BY_NAME if not BY_NAME[name].is_broad),
)  # fmt: skip


def outspoken(plan: Plan) -> Plan:
    """Days for which a clock or a table has no version are judged all the same."""
    return replace(plan, rules=tuple(replace(rule, is_silent=False) for rule in plan.rules))


def credulous(plan: Plan) -> Plan:
    """A field that is not filled never puts a subject in doubt: unknown taken for known."""
    rules = tuple(replace(rule, doubtful=(), is_broad=False) for rule in plan.rules)
    return replace(plan, rules=rules)
