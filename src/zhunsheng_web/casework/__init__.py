"""Warnings: how they come in, who does what with them, by when, until the loophole is closed."""
