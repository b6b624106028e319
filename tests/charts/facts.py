"""What holds on a set of traces, by looking at every one: the plain meaning of each rule."""

from __future__ import annotations

from collections.abc import Iterable

from zhunsheng.charts.rule import DerivedRule

Trace = tuple[str, ...]


def kept(rule: DerivedRule, trace: Trace) -> bool:
    """Whether the trace keeps the rule. Time and posts are not in a trace: see the time tests."""
    p = rule.parameters
    match rule.kind:
        case "must_precede":
            return needs(trace, p["at"], p["needs"])
        case "must_follow":
            return answered(trace, p["at"], p["after"], p["needs"])
        case "order":
            return ordered(trace, p["first"], p["then"])
        case "in_balance":
            return balanced(trace, p["first"], p["then"])
        case "never_together":
            return not (p["one"] in trace and p["other"] in trace)
        case "within_time":
            if p.get("only_if_done"):
                return True
            release = p.get("released_by", [])
            release = [release] if isinstance(release, str) else release
            if p["from"] not in trace:
                return True
            rest = trace[trace.index(p["from"]) + 1 :]
            return p["to"] in rest or any(act in rest for act in release)
        case _:
            return True


def needs(trace: Trace, late: str, early: str) -> bool:
    return late not in trace or early in trace[: trace.index(late)]


def ordered(trace: Trace, first: str, then: str) -> bool:
    both = first in trace and then in trace
    return not both or trace.index(first) < trace.index(then)


def answered(trace: Trace, end: str, cause: str, answer: str) -> bool:
    for at, act in enumerate(trace):
        before = trace[:at]
        if act == end and cause in before:
            last = len(before) - 1 - before[::-1].index(cause)
            if answer not in before[last + 1 :]:
                return False
    return True


def balanced(trace: Trace, more: str, less: str) -> bool:
    surplus = 0
    for act in trace:
        surplus += (act == more) - (act == less)
        if surplus < 0:
            return False
    return True


def broken(rules: Iterable[DerivedRule], traces: Iterable[Trace]) -> list[DerivedRule]:
    """The rules that some trace does not keep."""
    every = list(traces)
    return [rule for rule in rules if not all(kept(rule, trace) for trace in every)]


def missed(rules: Iterable[DerivedRule], traces: set[Trace]) -> list[tuple[str, str, str]]:
    """Relations true of all the traces that do not follow from the rules.

    The laws of inference, and no others: *needs* is transitive; what is needed comes first; if A
    comes before B where both occur and C needs B, A comes before C where both occur; if A and B
    never meet and C needs B, A and C never meet; *balance* is transitive.
    """
    acts = sorted({act for trace in traces for act in trace})
    need: set[tuple[str, str]] = set()
    order: set[tuple[str, str]] = set()
    apart: set[tuple[str, str]] = set()
    balance: set[tuple[str, str]] = set()
    for rule in rules:
        p = rule.parameters
        if rule.kind == "must_precede":
            need.add((p["at"], p["needs"]))
        elif rule.kind == "order":
            order.add((p["first"], p["then"]))
        elif rule.kind == "never_together":
            apart |= {(p["one"], p["other"]), (p["other"], p["one"])}
        elif rule.kind == "in_balance":
            balance.add((p["then"], p["first"]))
    need, balance = _closed(need), _closed(balance)
    order |= {(early, late) for late, early in need}
    while True:
        more = {(a, c) for a, b in order for c, b2 in need if b2 == b}
        apart_more = {(a, c) for a, b in apart for c, b2 in need if b2 == b}
        apart_more |= {(b, a) for a, b in apart_more}
        if more <= order and apart_more <= apart:
            break
        order |= more
        apart |= apart_more
    found = []
    for a in acts:
        for b in acts:
            if a == b:
                continue
            together = any(a in t and b in t for t in traces)
            if (a, b) not in need and all(needs(t, a, b) for t in traces):
                found.append(("needs", a, b))
            if together and (a, b) not in order and all(ordered(t, a, b) for t in traces):
                found.append(("order", a, b))
            if not together and (a, b) not in apart:
                found.append(("never together", a, b))
            repeated = any(t.count(b) > 1 for t in traces)
            fair = all(balanced(t, a, b) for t in traces)
            if repeated and fair and (b, a) not in balance:
                found.append(("balance", a, b))
    return found


def _closed(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    while True:
        more = {(a, d) for a, b in pairs for c, d in pairs if b == c} | pairs
        if more == pairs:
            return pairs
        pairs = more
