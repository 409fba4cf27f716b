"""Designs of experiments over paths of a scenario: which points to simulate, and what their outputs say.

Nothing is imported here, so that the command line starts at once.
"""
