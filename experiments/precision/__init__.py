"""Precision: where start-up ends, how many replications are enough, and intervals of other kinds.

Nothing is imported here, so that the command line starts at once.
"""
