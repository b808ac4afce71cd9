"""Everything one may see, found in one place.

kind        what a kind of thing is: whose rows, where its words stand, its page
tasks       kinds: tasks, assignments, conflicts, what recurs, report forms
people      kinds: stations, departments, officers, posts, posting orders
words       kinds: notices, difficulties, published answers, money
search      one statement over all kinds, ranked and counted
acts        pages of the menu and what one may begin, by name and by key
"""
