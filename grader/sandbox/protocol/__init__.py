"""Everything that crosses the boundary: frames, values, text made harmless. Pure; used on both sides."""
