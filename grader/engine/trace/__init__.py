"""The inputs of verdicts, by name, with digests that later show whether the verdicts still hold."""
