"""Changes of the register, tried on past data before they go live: a draft standard, a new chart,
another grant of a post."""

from zhunsheng.trial.chart import rules_of_chart, try_chart
from zhunsheng.trial.draft import Example, Trial, read_draft, try_out
from zhunsheng.trial.grant import GrantChange, changed_posts, try_grant
from zhunsheng.trial.rules import RulesTrial, RuleTried
from zhunsheng.trial.side import Side

__all__ = [
    "Example",
    "GrantChange",
    "RuleTried",
    "RulesTrial",
    "Side",
    "Trial",
    "changed_posts",
    "read_draft",
    "rules_of_chart",
    "try_chart",
    "try_grant",
    "try_out",
]
