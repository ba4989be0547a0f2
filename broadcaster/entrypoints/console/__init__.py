"""The console: where staff see what is owed, draft and approve lists, and take things down."""

from broadcaster.entrypoints.console.router import console_router

__all__ = ["console_router"]
