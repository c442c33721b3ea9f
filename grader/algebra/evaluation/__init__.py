"""Values of expressions: exact, modulo a prime, on samples; and how sure a value of zero makes a zero."""
