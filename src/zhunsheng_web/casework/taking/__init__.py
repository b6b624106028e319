"""From a finished run to warnings: read, placed, grouped, graded, written. ``intake`` knows the
order."""
