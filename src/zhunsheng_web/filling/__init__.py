"""Fills a workbench to try things on: offices, people and accounts of a simulated service."""
