"""The same small task as other graders do it: two weight matrices and two token sequences."""
