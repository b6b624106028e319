"""The people, firms and goods of a practice service, and where and when they work."""
