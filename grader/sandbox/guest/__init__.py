"""What runs in the processes that a student's code runs in. Nothing that it says is believed."""
