"""All commands, in the order a new user needs them."""

from __future__ import annotations

from zhunsheng.cli import ingest, run
from zhunsheng.cli.help import SpokenCommand, group

app = group(
    "准绳：以权责登记册衡量执法痕迹，逐条指明标准、法条、原始行和查询。",
    "Zhunsheng: holds what officers did against what they may do, and names for every finding "
    "the standard, the article, the rows and the query.",
)
app.command("ingest", cls=SpokenCommand, help=ingest.HELP, epilog=ingest.EXAMPLE)(ingest.ingest)
app.command("run", cls=SpokenCommand, help=run.HELP, epilog=run.EXAMPLE)(run.run)
