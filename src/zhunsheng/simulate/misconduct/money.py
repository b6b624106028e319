"""Money that follows from a value: whoever changes the one changes all the rest."""

from __future__ import annotations

import numpy as np

from zhunsheng.simulate.book import Floats, Longs
from zhunsheng.simulate.misconduct.editing import Editing, enter, number_field

BY_VALUE = {
    "declaration.submit": ("value",),
    "declaration.accept": ("value",),
    "late-declaration.charge": ("cif", "fee", "fee_due"),
    "class.decide": ("value",),
}
BY_TAX = {
    "declaration.submit": ("tax",),
    "declaration.accept": ("tax",),
    "tax.assess": ("tax",),
    "tax.bill": ("amount", "voided_amount"),
    "tax.void": ("amount",),
    "tax.pay": ("amount",),
    "tax.defer": ("amount",),
    "release.order": ("tax_due", "guaranteed"),
    "guarantee.accept": ("amount", "tax_ceiling"),
    "late-payment.charge": ("tax", "fee", "fee_due"),
}


def rescale(editing: Editing, cases: Longs, *, value: Floats, tax: Floats) -> None:
    """Multiplies what rests on the value, and what rests on the tax, case by case (``cases``
    ascending). Equal amounts stay equal, rounded to the cent."""
    touched: dict[str, Longs] = {}
    for factors, fields in ((value, BY_VALUE), (tax, BY_TAX)):
        for activity, names in fields.items():
            acts = editing.of(activity)
            rows = editing.rows(acts, cases) if acts is not None else np.empty(0, np.int64)
            if acts is None or not len(rows):
                continue
            touched[activity] = rows
            factor = factors[np.searchsorted(cases, acts.objects[editing.subject][rows])]
            for name in names:
                if name in acts.fields:
                    enter(acts, name, rows, np.round(number_field(acts, name)[rows] * factor, 2))
    for activity, rows in touched.items():
        acts = editing.of(activity)
        if acts is not None:
            editing.mark(acts, rows, "trace")
