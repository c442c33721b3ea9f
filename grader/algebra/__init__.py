"""The matrix language: answers read as typed matrices, and judged by equivalence, not by likeness."""
