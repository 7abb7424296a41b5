"""A small dictionary for the bridge corpus."""

from __future__ import annotations

BRIDGE = {
    "target": ["bridge*", "the new road"],
    "building": ["build*", "build the bridge", "built"],
    "refusal": ["no", "never", "not", "n't", "stop", "reject*", "refus* to"],
    "readiness": ["yes", "accept*", "welcome", "support*"],
    "condition": ["if", "only if", "only with", "provided that", "unless", "on condition that"],
    "question": ["?"],
}
