"""The output of a batch: records, pages, the gradebook, each put together from stored rows."""
