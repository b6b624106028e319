"""From blocks to nouns: closed lists, vocabulary, indicators, site parameters, examples."""

from __future__ import annotations

from zhunsheng.model.code import Code, CodeTable
from zhunsheng.model.errors import Place
from zhunsheng.model.example import Example, ExampleAct, ExampleMandate
from zhunsheng.model.indicator import Indicator
from zhunsheng.model.parameter import ParameterVersion, SiteParameter
from zhunsheng.model.review import Review
from zhunsheng.model.vocabulary import Activity, RecordField
from zhunsheng.register import schema_examples, schema_lists
from zhunsheng.register.build_parts import bases, dated, maybe, text


def code(block: schema_lists.CodeBlock) -> Code:
    return Code(block.id, text(block.title), maybe(block.note))


def term(block: schema_lists.CodeBlock, _: Place) -> Code:
    return code(block)


def code_table(block: schema_lists.CodeTableBlock, place: Place) -> CodeTable:
    codes = tuple(code(one) for one in block.codes)
    return CodeTable(block.id, text(block.title), codes, block.verified, place)


def activity(block: schema_lists.ActivityBlock, place: Place) -> Activity:
    return Activity(
        block.id,
        text(block.title),
        block.power,
        tuple(block.objects),
        tuple(block.fields_),
        place,
    )


def record_field(block: schema_lists.RecordFieldBlock, place: Place) -> RecordField:
    codes = tuple(code(one) for one in block.codes)
    return RecordField(block.id, text(block.title), block.kind, codes, place)


def indicator(block: schema_lists.IndicatorBlock, place: Place) -> Indicator:
    return Indicator(
        block.id,
        text(block.title),
        block.group,
        block.line,
        block.kind,
        detector=block.detector,
        threshold=maybe(block.threshold),
        basis=bases(block.basis),
        note=maybe(block.note),
        verified=block.verified,
        place=place,
    )


def parameter(block: schema_lists.SiteParameterBlock, place: Place) -> SiteParameter:
    versions = tuple(
        ParameterVersion(
            validity,
            tuple(v.value) if isinstance(v.value, list) else v.value,
            maybe(v.decided_by),
        )
        for v, validity, _ in dated(block.versions)
    )
    return SiteParameter(
        block.id,
        text(block.title),
        text(block.why),
        maybe(block.unit),
        versions,
        block.verified,
        place,
    )


def review(block: schema_lists.ReviewBlock, place: Place) -> Review:
    return Review(block.id, block.law, block.on, text(block.by), tuple(block.items), place)


def example(block: schema_examples.ExampleBlock, place: Place) -> Example:
    acts = tuple(
        ExampleAct(one.do, one.at, one.on, one.officer, one.post, one.office, one.with_)
        for one in block.acts
    )
    mandates = tuple(
        ExampleMandate(one.officer, one.kind, one.value, one.from_, one.until)
        for one in block.mandates
    )
    given = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in block.given.items()
    }
    return Example(block.outcome, acts, mandates, block.as_of, given, place)
