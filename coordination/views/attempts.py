"""What a person does on a page: done whole, or refused beside what was typed."""

from __future__ import annotations

from desk.reasons import Refusal, attempt

__all__ = ["Refusal", "attempt"]
