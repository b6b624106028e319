"""The workbench: where findings become warnings, and warnings are carried to their honest end."""
