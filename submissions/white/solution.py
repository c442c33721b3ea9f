def linear_autoencoder(X, k):
    """In `solution.py`, write `linear_autoencoder(X, k)` that returns `(W1, W2)` for any X, also for n < m."""
    raise NotImplementedError


def decoder_inputs(target, predicted, training):
    """In `solution.py`, write `decoder_inputs(target, predicted, training)`. `target` and `predicted` are lists of tokens
    without special tokens: the right translation, and the decoder's outputs so far. Return the list of tokens that
    the decoder is fed: in training one more than `target` has words, in evaluation one more than `predicted` has,
    for the step that comes next is fed too. Special tokens are texts like the others, such as "<sos>"."""
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
