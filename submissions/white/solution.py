def linear_autoencoder(X, k):
    """In `solution.py`, write `linear_autoencoder(X, k)` that returns `(W1, W2)`: weights W1 (k×m) and W2 (m×k) that
    are orthonormal, W2ᵀW2 = I and W1 W1ᵀ = I, and minimise ‖X − W2 W1 X‖²_F, each to four decimals.

    X is any m×n array of real numbers, `float32` or `float64`, at any scale, whose rows have mean zero, and
    1 ≤ k ≤ min(m, n). So n may be below m, down to a single point; X may be of low rank, also below k, or zero.
    Return arrays of a type at least as fine as X's."""
    raise NotImplementedError


def decoder_inputs(target, predicted, training):
    """In `solution.py`, write `decoder_inputs(target, predicted, training)`. `target` and `predicted` are lists of tokens
    without special tokens: the right translation, and the decoder's outputs so far. Return the list of tokens that
    the decoder was fed, as many as the steps decoded."""
    raise NotImplementedError


def train_autoencoder(X, k, lam, seed):
    """In `solution.py`, write `train_autoencoder(X, k, lam, seed)` that minimises J by minibatch SGD and returns
    `(W1, W2)`."""
    raise NotImplementedError


def encoder(X_train, k, seed):
    """In `solution.py`, write `encoder(X_train, k, seed)` that trains an autoencoder without labels and returns a function
    from images to k numbers each. Images are rows of 64 pixels from 0 to 1: the function maps an array (n, 64) to one
    of (n, k), also for images that it has not seen."""
    raise NotImplementedError
