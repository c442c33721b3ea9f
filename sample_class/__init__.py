"""Classes of invented students: the sample class in `submissions`, and classes of any size to measure with."""
