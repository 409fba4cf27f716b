"""What to order: replenishment policies, one a file, found by name through `policies.registry`."""
