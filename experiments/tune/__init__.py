"""Tuning: the best parameters with few simulations, confirmed in worlds of their own."""
