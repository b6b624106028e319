"""All commands, in the order a new user needs them."""

from __future__ import annotations

from zhunsheng.cli import (
    chart,
    demo,
    explain,
    forms,
    ingest,
    publish,
    register,
    report,
    run,
    trace,
    trial,
    upkeep,
)
from zhunsheng.cli.help import SpokenCommand, group

app = group(
    "准绳：以权责清单衡量执法痕迹，逐条指明标准、法条、原始行和查询。",
    "Zhunsheng: holds what officers did against what they may do, and names for every finding "
    "the standard, the article, the rows and the query.",
)
app.command("ingest", cls=SpokenCommand, help=ingest.HELP, epilog=ingest.EXAMPLE)(ingest.ingest)
app.command("run", cls=SpokenCommand, help=run.HELP, epilog=run.EXAMPLE)(run.run)
app.command("explain", cls=SpokenCommand, help=explain.HELP, epilog=explain.EXAMPLE)(
    explain.explain
)
app.command("report", cls=SpokenCommand, help=report.HELP, epilog=report.EXAMPLE)(report.report)
app.command("trial", cls=SpokenCommand, help=trial.HELP, epilog=trial.EXAMPLE)(trial.trial)
register.commands.command(
    "impact", cls=SpokenCommand, help=upkeep.IMPACT_HELP, epilog=upkeep.IMPACT_EXAMPLE
)(upkeep.impact_command)
register.commands.command(
    "stale", cls=SpokenCommand, help=upkeep.STALE_HELP, epilog=upkeep.STALE_EXAMPLE
)(upkeep.stale_command)
register.commands.command(
    "publish", cls=SpokenCommand, help=publish.PUBLISH_HELP, epilog=publish.PUBLISH_EXAMPLE
)(publish.publish_command)
register.commands.command(
    "forms", cls=SpokenCommand, help=forms.FORMS_HELP, epilog=forms.FORMS_EXAMPLE
)(forms.forms_command)
register.commands.command(
    "import", cls=SpokenCommand, help=forms.IMPORT_HELP, epilog=forms.IMPORT_EXAMPLE
)(forms.import_command)
register.commands.command(
    "oscal", cls=SpokenCommand, help=forms.OSCAL_HELP, epilog=forms.OSCAL_EXAMPLE
)(forms.oscal_command)
app.add_typer(register.commands, name="register")
app.add_typer(trace.commands, name="trace")
app.add_typer(chart.commands, name="chart")
app.command("demo", cls=SpokenCommand, help=demo.HELP, epilog=demo.EXAMPLE)(demo.demo)
