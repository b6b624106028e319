"""Plays: charts of a register worked through, thousands of cases at once."""
