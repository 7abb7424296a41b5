"""How the words about an agreement name statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stancekit.data import wording
from stancekit.data.wording import shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["keys_of", "listed"]

_SHOWN = 10


def keys_of(statements: pd.DataFrame) -> list[str]:
    """Return the columns that name statements: the first one, and ``target`` if there is one."""
    return list(
        dict.fromkeys([statements.columns[0], *statements.columns.intersection(["target"])])
    )


def listed(statements: pd.DataFrame) -> str:
    """Name the first few statements by their ids, and their targets if there are any.

    Examples
    --------
    >>> import pandas as pd
    >>> listed(pd.DataFrame({"id": ["p1", "p1"], "target": ["tax", "Nato"]}))
    "id: 'p1' (target 'tax'), 'p1' (target 'Nato')"
    """
    keys = keys_of(statements)
    rows = statements[keys].to_numpy(dtype=object).tolist()
    named = (
        shown(name) + "".join(f" (target {shown(target)})" for target in targets)
        for name, *targets in rows
    )
    return f"{keys[0]}: {wording.listed(named, _SHOWN)}"
