"""The books of simulated work written out: as our own trace, as tables, as OCEL 2.0."""
