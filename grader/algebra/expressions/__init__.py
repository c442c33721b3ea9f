"""What a formula is: its tree, its names, the sizes of each part, and its normal form."""
