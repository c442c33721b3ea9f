"""The matrix language: from text to trees, and from trees back to LaTeX."""
