"""Programs that train networks, as students might hand them in, as text: nothing here is run but by the sandbox."""
