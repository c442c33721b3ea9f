"""What verdicts are made from, by name, with digests that say later whether they still hold."""
