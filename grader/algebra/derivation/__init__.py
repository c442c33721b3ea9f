"""Whether a chain of steps shows what is asked: each step judged, and what is reached from what is known."""
