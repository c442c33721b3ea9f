"""From a student's text to its statements: what is mathematics in it, what is prose, and what the words say."""
