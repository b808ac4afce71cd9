"""Notices as pages and other systems read them: lists, receipts, questions."""
