"""The code in the processes that run a student's code. Nothing that it says is trusted."""
