"""The public list → HTML pages, each in Chinese and in English.

A page stands alone: its style is written into it and named by digest in its policy, and only the
start page has a script (the search), named likewise. Nothing is loaded from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from zhunsheng.charts import Chart
from zhunsheng.hearing.inert import inert
from zhunsheng.model.law import WHOLE, article_in_words
from zhunsheng.model.text import Language, Text
from zhunsheng.publish import words
from zhunsheng.publish.chart import steps
from zhunsheng.publish.counting import examples
from zhunsheng.publish.drawing import Drawing, drawn
from zhunsheng.publish.items import PublicList
from zhunsheng.publish.searching import index_of

LANGUAGES: tuple[Language, ...] = ("zh", "en")


def pages(public: PublicList) -> dict[str, str]:
    """Every page by its path in the site."""
    site = _Site(public, _environment())
    found = {"index.html": site.page("choice.html.j2", "zh", "index.html", root="")}
    for language in LANGUAGES:
        found |= {f"{language}/{path}": text for path, text in site.of(language).items()}
    return found


def _environment(loader: BaseLoader | None = None) -> Environment:
    return Environment(
        loader=loader or PackageLoader("zhunsheng.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )


def _shown(value: Any) -> Any:
    """Whatever stands in a register is text: controls and unseen letters are shown as codes."""
    return inert(value) if isinstance(value, str) and not isinstance(value, Markup) else value


class _Site:
    def __init__(self, public: PublicList, environment: Environment) -> None:
        self.public = public
        self.environment = environment
        self.drawings: dict[tuple[Chart, Language], Drawing] = {}
        self.style = self._source("site.css")
        self.script = self._source("search.js")

    def of(self, language: Language) -> dict[str, str]:
        public, page = self.public, self.page
        found = {
            "index.html": page(
                "start.html.j2",
                language,
                "index.html",
                index=index_of(public, language=language),
                script=self.script,
                script_digest=_digest(self.script),
            ),
            "periods.html": page(
                "periods.html.j2", language, "periods.html", examples=examples(public)
            ),
            "laws.html": page("laws.html.j2", language, "laws.html"),
            "terms.html": page("terms.html.j2", language, "terms.html"),
        }
        for kind, groups in (("types", public.types), ("domains", public.domains)):
            for group in groups:
                path = f"{kind}/{group.id}.html"
                found[path] = page(
                    "group.html.j2", language, path, root="../../", group=group, kind=kind
                )
        for power in public.powers:
            path = f"powers/{power.id}.html"
            chart = power.chart
            found[path] = page(
                "power.html.j2",
                language,
                path,
                root="../../",
                power=power,
                unsaid=[t for name, t in words.COLUMNS.items() if not getattr(power.columns, name)],
                chart=self.drawing(chart, language) if chart is not None else None,
                steps=steps(chart) if chart is not None else (),
            )
        return found

    def page(
        self, template: str, language: Language, path: str, *, root: str = "../", **more: Any
    ) -> str:
        """One page. ``root``: the way from it to the folder of the site."""

        def say(text: Text) -> str:
            return text.say(language)

        return self.environment.get_template(template).render(
            public=self.public,
            language=language,
            other="en" if language == "zh" else "zh",
            path=path,
            root=root,
            say=say,
            head=lambda text: words.capital(say(text)),
            w=lambda zh, en: zh if language == "zh" else en,
            day=lambda date: say(words.day(date)),
            style=self.style,
            style_digest=_digest(self.style),
            script_digest=more.pop("script_digest", None),
            words=words,
            WHOLE=WHOLE,
            article=lambda one: say(article_in_words(one)),
            **more,
        )

    def drawing(self, chart: Chart, language: Language) -> Drawing:
        """The drawing of a chart; powers that share a chart share the work."""
        if (chart, language) not in self.drawings:
            self.drawings[chart, language] = drawn(chart, language=language)
        return self.drawings[chart, language]

    def _source(self, name: str) -> Markup:
        loader = self.environment.loader
        assert loader is not None
        return Markup(loader.get_source(self.environment, name)[0])


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
