"""Two who choose together: a stable matching may not exist, and finding one is hard.

`applying` lets units apply in the manner of Roth and Peranson, again in another order
where it goes round in circles; `exact` decides with a solver what that leaves open.
"""
