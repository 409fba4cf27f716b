"""The pages of a report, one a file: each composed from the figures, or left out where there are none."""
