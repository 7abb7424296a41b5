"""Bounds on what a file may become in memory, in proportion to what it holds."""

from __future__ import annotations

from stancekit.exceptions import DataError

__all__ = ["check_cells", "check_unpacked", "too_sparse"]

_CELLS = 2_000_000
"""So many cells any table may have."""
_CELLS_PER_HELD = 20
"""So many cells, most of them empty, a table may have for each that its source holds."""
_BYTES = 256 << 20
_BYTES_PER_PACKED = 100


def too_sparse(n_rows: int, n_columns: int, n_held: int) -> bool:
    """Tell whether a table would cost far more than the cells that its source holds.

    Examples
    --------
    >>> too_sparse(50_000, 100, n_held=300_000), too_sparse(6_000, 6_001, n_held=12_000)
    (False, True)
    """
    return n_rows * n_columns > max(_CELLS, _CELLS_PER_HELD * n_held)


def check_cells(name: str, n_rows: int, n_columns: int, n_held: int) -> None:
    """Refuse a table of which nearly every cell is empty, before it is made."""
    if too_sparse(n_rows, n_columns, n_held):
        raise DataError(
            f"{name}: {n_rows:,} rows and {n_columns:,} columns make {n_rows * n_columns:,} cells, "
            f"of which at most {n_held:,} hold something; give all rows the same few columns, or "
            "keep the others in one field as an object"
        )


def check_unpacked(name: str, n_bytes: int, n_packed: int) -> None:
    """Refuse a small file that holds very much, before it is unpacked as a whole."""
    if n_bytes > max(_BYTES, _BYTES_PER_PACKED * n_packed):
        raise DataError(
            f"{name}: its {n_packed:,} bytes hold {n_bytes:,}, far more than real tables do; if it "
            "is not damaged, split it, or save it as .csv or .jsonl"
        )
