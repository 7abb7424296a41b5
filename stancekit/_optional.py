"""Import an optional package, or say how to get it."""

from __future__ import annotations

import importlib
from types import ModuleType

from stancekit.exceptions import MissingDependencyError

__all__ = ["import_optional"]


def import_optional(module: str, *, extra: str, purpose: str) -> ModuleType:
    """Return a module of an optional package.

    Examples
    --------
    >>> import_optional("json", extra="parquet", purpose="reading JSON").__name__
    'json'
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise MissingDependencyError(
            f"{purpose} needs {package}, which is not installed; "
            f'install it with: pip install "stancekit[{extra}]"'
        ) from error
