"""What a batch writes: records, pages, the gradebook, each put together from stored rows."""
