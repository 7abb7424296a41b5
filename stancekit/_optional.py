"""Import an optional package, or say how to get it."""

from __future__ import annotations

import importlib
from types import ModuleType

from stancekit.exceptions import MissingDependencyError

__all__ = ["import_optional", "import_parquet"]


def import_optional(module: str, *, extra: str, purpose: str) -> ModuleType:
    """Return a module of an optional package."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise MissingDependencyError(
            f"{purpose} needs {package}, which is not installed; "
            f'install it with: pip install "stancekit[{extra}]"'
        ) from error


def import_parquet(purpose: str) -> tuple[ModuleType, ModuleType]:
    """Return pyarrow and what of it reads and writes Parquet."""
    packages = ("pyarrow", "pyarrow.parquet")
    pyarrow, parquet = (import_optional(p, extra="parquet", purpose=purpose) for p in packages)
    return pyarrow, parquet
