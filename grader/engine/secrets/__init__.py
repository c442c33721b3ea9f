"""The course's secret: its file, which one a batch uses, and the seeds that are drawn from it."""
