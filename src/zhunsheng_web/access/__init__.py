"""Who somebody is, which posts he holds today, and what he may therefore do and see."""
