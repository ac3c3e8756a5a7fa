"""Is a function written yet? Only the standard library: what runs answers for the desk loads it."""

from __future__ import annotations

import dis
import inspect
from types import CodeType

#: What may stand in a body that does nothing.
_IDLE = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "COPY_FREE_VARS"}


def is_idle(code: CodeType | None) -> bool:
    """Whether a function's body does nothing: only a docstring, ``...``, ``pass`` or ``return``."""
    if code is None or code.co_flags & (inspect.CO_GENERATOR | inspect.CO_COROUTINE):
        return False
    return all(
        step.opname in _IDLE and (not step.opname.endswith("CONST") or step.argval is None)
        for step in dis.get_instructions(code)
    )
