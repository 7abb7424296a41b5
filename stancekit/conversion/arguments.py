"""What `convert` is given, judged before any work is done."""

from __future__ import annotations

from collections.abc import Sequence

from stancekit.data.arguments import as_label_list, as_label_set, check_flag
from stancekit.data.formats.format import Format
from stancekit.data.quoting import shown, suggestion
from stancekit.data.table import is_name
from stancekit.exceptions import ParameterError
from stancekit.labels import Label

__all__ = ["as_format", "as_labels", "check_options"]


def as_format(argument: str, name: object, formats: Sequence[Format]) -> Format:
    """Return the format of a name."""
    for found in formats:
        if found.name == name:
            return found
    names = [found.name for found in formats]
    raise ParameterError(
        f"{argument}={shown(name)} is not one of {', '.join(names)}{suggestion(str(name), names)}"
    )


def as_labels(labels: object) -> list[Label]:
    """Return a label set in the order in which it was given."""
    found = as_label_list(labels, "labels")
    as_label_set(found)
    names = [str(label) for label in found]
    if repeated := [name for row, name in enumerate(names) if name in names[:row]]:
        raise ParameterError(f"labels (--labels) names {shown(repeated[0])} twice; name it once")
    return found


def check_options(annotator: object, labelled_only: object) -> None:
    """Refuse what is no name, and what is neither true nor false."""
    if annotator is not None and not is_name(annotator):
        raise ParameterError(
            f"annotator={shown(annotator)} is not a name; give a string of visible characters"
        )
    check_flag("labelled_only", labelled_only)
