"""Formulas of plays: a small safe language over columns.

A formula is Python's expression syntax and nothing but arithmetic, comparison, ``and or not``,
``a if c else b``, ``in (…)``, numbers, texts, names of columns and calls of known functions. It is
parsed once and evaluated for all cases of a slice at a time.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from zhunsheng.simulate.book import EMPTY_TIME, Clock, Coded, Flags, Floats, Values, joined

Operand = Values | Flags | float | str


class Scope(Protocol):
    """What a formula may ask: how many cases there are, their columns, and the functions."""

    @property
    def count(self) -> int: ...

    def column(self, name: str) -> Values: ...

    def call(self, name: str, arguments: list[Operand]) -> Operand: ...


class FormulaFault(ValueError):
    """A formula that cannot be read or evaluated; the text says why."""


@dataclass(frozen=True, slots=True)
class Formula:
    """``text`` as written, ``tree`` as parsed."""

    text: str
    tree: ast.expr = field(compare=False, repr=False)

    def values(self, scope: Scope) -> Values:
        """The formula's values, one for each case. Truth is 1 and 0."""
        found = _value(self.tree, scope)
        if isinstance(found, str):
            return Coded.same(found, scope.count)
        if isinstance(found, (Coded, Clock)):
            return found
        return np.broadcast_to(np.asarray(found, np.float64), (scope.count,)).copy()

    def numbers(self, scope: Scope) -> Floats:
        """The same, where only numbers will do. Raises FormulaFault for texts and times."""
        found = self.values(scope)
        if not isinstance(found, np.ndarray):
            raise FormulaFault(f"{self.text}: a number is needed")
        return found


def parse(text: str | float | int) -> Formula:
    """Raises FormulaFault for what is not a formula, naming the part that is not."""
    said = str(text)
    try:
        tree = ast.parse(said.strip(), mode="eval").body
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise FormulaFault(f"{said}: {error}") from error
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            raise FormulaFault(f"{said}: {type(node).__name__}")
        if isinstance(node, ast.Constant) and not isinstance(node.value, (int, float, str)):
            raise FormulaFault(f"{said}: {node.value!r}")
        if isinstance(node, ast.Call) and (node.keywords or not isinstance(node.func, ast.Name)):
            raise FormulaFault(f"{said}: {ast.unparse(node)}")
    return Formula(said, tree)


_ALLOWED = (
    ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Call, ast.Name, ast.Load,
    ast.Constant, ast.Tuple, ast.Dict, ast.operator, ast.unaryop, ast.boolop, ast.cmpop,
)  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_COMPARISON: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def _value(node: ast.expr, scope: Scope) -> Operand:
    match node:
        case ast.Constant(value=bool() | int() | float() as value):
            return float(value)
        case ast.Constant(value=str() as value):
            return value
        case ast.Name(id=name):
            return scope.column(name)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return _reckoned(_value(left, scope), op, _value(right, scope), node)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return np.asarray(np.negative(_numeric(_value(inner, scope), node)))
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return ~truth(_value(inner, scope), scope.count)
        case ast.BoolOp(op=op, values=parts):
            found = truth(_value(parts[0], scope), scope.count)
            for part in parts[1:]:
                other = truth(_value(part, scope), scope.count)
                found = found & other if isinstance(op, ast.And) else found | other
            return found
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(_value(left, scope), op, right, node, scope)
        case ast.IfExp(test=test, body=body, orelse=other):
            choice = truth(_value(test, scope), scope.count)
            return _chosen(choice, _value(body, scope), _value(other, scope), scope.count)
        case ast.Call(func=ast.Name(id=name), args=[ast.Dict() as table]):
            words = [_text(key) for key in table.keys]
            weights = [_numeric(_value(one, scope), node) for one in table.values]
            return scope.call(name, [*words, *weights])
        case ast.Call(func=ast.Name(id=name), args=args):
            return scope.call(name, [_value(one, scope) for one in args])
    raise FormulaFault(ast.unparse(node))


def _reckoned(left: Operand, op: ast.operator, right: Operand, whole: ast.expr) -> Operand:
    """Arithmetic; a time may have a length of time (in milliseconds) added or taken away."""
    if isinstance(left, Clock) and isinstance(op, (ast.Add, ast.Sub)):
        step = np.nan_to_num(np.asarray(_numeric(right, whole), np.float64)).astype(np.int64)
        moved = left.at + step if isinstance(op, ast.Add) else left.at - step
        return Clock(np.where(left.at == EMPTY_TIME, EMPTY_TIME, moved))
    with np.errstate(divide="ignore", invalid="ignore"):
        done: Operand = _ARITHMETIC[type(op)](_numeric(left, whole), _numeric(right, whole))
    return done


def truth(value: Operand, count: int) -> Flags:
    """Whether it holds, for each case: true, not nought, not empty."""
    if isinstance(value, Coded):
        return np.asarray(value.codes >= 0)
    if isinstance(value, Clock):
        return np.asarray(value.at != EMPTY_TIME)
    if isinstance(value, str):
        return np.full(count, bool(value))
    flags = np.broadcast_to(np.asarray(value), (count,))
    return np.asarray(flags if flags.dtype == np.bool_ else (flags != 0) & ~np.isnan(flags))


def _compared(
    left: Operand, op: ast.cmpop, right_node: ast.expr, whole: ast.expr, scope: Scope
) -> Flags:
    if isinstance(op, (ast.In, ast.NotIn)) and isinstance(right_node, ast.Tuple):
        found = np.zeros(scope.count, np.bool_)
        for item in right_node.elts:
            found |= _equal(left, _value(item, scope), scope.count)
        return found if isinstance(op, ast.In) else ~found
    right = _value(right_node, scope)
    if isinstance(op, (ast.Eq, ast.NotEq)) and isinstance(left, (Coded, str)):
        same = _equal(left, right, scope.count)
        return same if isinstance(op, ast.Eq) else ~same
    if type(op) not in _COMPARISON:
        raise FormulaFault(ast.unparse(whole))
    if isinstance(left, Clock) and isinstance(right, Clock):
        return np.asarray(_COMPARISON[type(op)](left.at, right.at))
    found = _COMPARISON[type(op)](_numeric(left, whole), _numeric(right, whole))
    return np.broadcast_to(np.asarray(found, np.bool_), (scope.count,))


def _equal(left: Operand, right: Operand, count: int) -> Flags:
    if isinstance(left, Coded) and isinstance(right, str):
        return left.holds(right)
    if isinstance(left, Coded) and isinstance(right, Coded):
        words = tuple(dict.fromkeys((*left.words, *right.words)))
        return np.asarray(left.recoded(words).codes == right.recoded(words).codes)
    if isinstance(left, str) or isinstance(right, (str, Coded, Clock)) or isinstance(left, Clock):
        return np.full(count, isinstance(left, str) and left == right)
    return np.broadcast_to(np.asarray(left == right), (count,))


def _chosen(choice: Flags, body: Operand, other: Operand, count: int) -> Operand:
    if isinstance(body, (str, Coded)) or isinstance(other, (str, Coded)):
        one, two = (_texts(part, count) for part in (body, other))
        if not one.words or not two.words:  # something or nothing: no words to bring together
            return Coded(np.where(choice, one.codes, two.codes), one.words or two.words)
        both = joined([one, two])
        assert isinstance(both, Coded)
        return Coded(np.where(choice, both.codes[:count], both.codes[count:]), both.words)
    if isinstance(body, Clock) or isinstance(other, Clock):
        times = [
            part.at if isinstance(part, Clock) else np.full(count, EMPTY_TIME, np.int64)
            for part in (body, other)
        ]
        return Clock(np.where(choice, times[0], times[1]))
    return np.where(choice, np.asarray(body, np.float64), np.asarray(other, np.float64))


def _texts(value: Operand, count: int) -> Coded:
    if isinstance(value, Coded):
        return value
    return Coded.same(value if isinstance(value, str) else None, count)


def _numeric(value: Operand, node: ast.expr) -> Any:
    if isinstance(value, (str, Coded, Clock)):
        raise FormulaFault(f"{ast.unparse(node)}: a number is needed")
    return value.astype(np.float64) if isinstance(value, np.ndarray) else value


def _text(node: ast.expr | None) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise FormulaFault("a table names texts: {word: weight}")
