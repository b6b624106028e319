"""Honest noise: what happens to records of work that was done as it should be. One dial a file.

Noise changes what is recorded, never what the truth says of it. A dial at 0 changes nothing.
"""
