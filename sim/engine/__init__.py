"""The state of a run: it is built, run, read into totals, and never leaves."""
