"""Why a file is not taken, by code; whoever asked for the file has the words."""

from __future__ import annotations


class RefusedError(Exception):
    """`code` names the reason, `params` fill its message."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
