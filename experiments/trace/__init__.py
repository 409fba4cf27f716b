"""Traces: what happened to one item through time, and why it was missing."""
