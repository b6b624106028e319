"""Maintenance: runs and their gaps, sources, people and posts, parameters, the log's proof."""
