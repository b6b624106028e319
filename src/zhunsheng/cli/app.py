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
    seal,
    simulate,
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
for _name, _help, _example, _command in (
    ("impact", upkeep.IMPACT_HELP, upkeep.IMPACT_EXAMPLE, upkeep.impact_command),
    ("stale", upkeep.STALE_HELP, upkeep.STALE_EXAMPLE, upkeep.stale_command),
    ("publish", publish.PUBLISH_HELP, publish.PUBLISH_EXAMPLE, publish.publish_command),
    ("forms", forms.FORMS_HELP, forms.FORMS_EXAMPLE, forms.forms_command),
    ("import", forms.IMPORT_HELP, forms.IMPORT_EXAMPLE, forms.import_command),
    ("oscal", forms.OSCAL_HELP, forms.OSCAL_EXAMPLE, forms.oscal_command),
):
    register.commands.command(_name, cls=SpokenCommand, help=_help, epilog=_example)(_command)
app.add_typer(register.commands, name="register")
app.add_typer(trace.commands, name="trace")
app.add_typer(chart.commands, name="chart")
app.add_typer(seal.commands, name="seal")
app.command("simulate", cls=SpokenCommand, help=simulate.HELP, epilog=simulate.EXAMPLE)(
    simulate.simulate
)
app.command("demo", cls=SpokenCommand, help=demo.HELP, epilog=demo.EXAMPLE)(demo.demo)
