"""Programs as a hostile student might hand them in, as text: nothing here is run but by the sandbox."""
