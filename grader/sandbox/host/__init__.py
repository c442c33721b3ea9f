"""The grader's side: it starts processes, asks them, and reads their answers as strangers' words."""
