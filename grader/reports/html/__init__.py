"""Records as pages: a student's, and a whole class's."""
