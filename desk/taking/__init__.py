"""Files that people take out of pages: at once, or of many rows written by a worker.

A page's door says what its file is made of and hands it to `file_out`; a list does so
by `desk.lists.taken_out`. Few rows come as an answer. Of many the same door is opened
once more by a worker (`again`), in the name of who asked and with what he may see by
then, so that what is written is what would have come at once. See docs/adr/0059.
"""
