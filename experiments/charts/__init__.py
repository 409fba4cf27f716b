"""Charts that state a finding: one function a file, from a tidy frame to a `Chart`."""
