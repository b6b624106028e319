"""A service to practise on: people, goods and work, in which every misdeed is known.

The register's own charts are played, thousands of cases at once; what a chart does not say (how
often, how long, what value) is data under ``practice/``. Honest work first, then schemes, then
noise, then files.
"""
