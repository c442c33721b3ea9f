"""One submission marked, part by part: what was handed in, what is taken for a verdict, points from verdicts."""
