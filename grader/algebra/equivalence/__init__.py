"""Whether two expressions, or two systems of equations, say the same; the counterexample where they do not."""
