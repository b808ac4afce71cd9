"""Acts that reach so many rows that no page waits for them.

A page's door hands its request to `off` with how many rows the act reaches. Few are
done at once. Of many the form is kept as it was sent, and a worker opens the same door
with it, in the name of who sent it and with what he may do by then: so what is done is
what would have been done at once, whole or not at all. See docs/adr/0065.
"""
