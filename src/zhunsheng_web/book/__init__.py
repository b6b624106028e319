"""The register as of any day, what changed in it, and information for those who work by it."""
