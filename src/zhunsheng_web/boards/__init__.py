"""Figures: monitoring, what one watches, combined queries, evaluation."""
