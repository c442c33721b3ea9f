"""A benchmark of matrix calculus as students write it: right rewrites, typed mutants, derivations with a planted error.

It is a second witness: nothing here but `ours` and `fuzz` knows the grader. Expressions have their own small
tree (`terms`), their own evaluation in floating point (`values`) and their own proofs of each label (`proofs`).
"""
