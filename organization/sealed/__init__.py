"""The seals over the audit trail: how they are reckoned, and how they are checked.

A seal stands for all rows of the two tables up to an id, and for the seal before it.
Whoever has copied the code of one seal can tell later whether anything up to it was
edited, deleted, inserted, put in another order or cut off. See docs/adr/0063.
"""
