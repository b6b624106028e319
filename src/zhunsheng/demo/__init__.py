"""A log to try the program on, where no real one is at hand."""

from zhunsheng.demo.log import write_log

__all__ = ["write_log"]
