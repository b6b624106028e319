"""The hearing of one finding: what it rests on, and whether it stands on that alone."""
