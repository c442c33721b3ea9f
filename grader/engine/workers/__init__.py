"""A class through worker processes: who is graded next, what is asked and answered, how long it will take."""
