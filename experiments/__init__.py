"""Questions asked of the world: replicate, compare, calibrate, chart, report, and the command line.

Nothing is imported here, so that the command line starts at once.
"""
