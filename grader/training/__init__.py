"""Training runs: a program and a reference trained side by side, by the grader's clock, on data drawn in secret."""
