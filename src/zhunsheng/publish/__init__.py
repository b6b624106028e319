"""The public list (亮权): a register's public powers as a static site that needs no server."""

from zhunsheng.publish.extract import public_list
from zhunsheng.publish.site import Published, publish

__all__ = ["Published", "public_list", "publish"]
