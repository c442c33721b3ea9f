def linear_autoencoder(X, k):
    """In `solution.py`, write `linear_autoencoder(X, k)` that returns `(W1, W2)`: weights W1 (k×m) and W2 (m×k) that
    are orthonormal, W2ᵀW2 = I and W1 W1ᵀ = I, and minimise ‖X − W2 W1 X‖²_F, each to four decimals.

    X is any m×n array of real numbers, `float32` or `float64`, of sizes from 1e-6 to 1e6, whose rows have mean
    zero, and 1 ≤ k ≤ min(m, n). So n may be below m, down to a single point; X may be of low rank, also below k, or zero.
    Return arrays of a type at least as fine as X's."""
    raise NotImplementedError


def decoder_inputs(target, predicted, training):
    """In `solution.py`, write `decoder_inputs(target, predicted, training)`. `target` and `predicted` are lists of tokens
    without special tokens: the right translation, and the decoder's outputs so far. Return the list of tokens that
    the decoder is fed: in training one more than `target` has words, in evaluation one more than `predicted` has,
    for the step that comes next is fed too. Special tokens are texts like the others, such as "<sos>"."""
    raise NotImplementedError


def train_autoencoder(X, k, lam, seed):
    """In `solution.py`, write `train_autoencoder(X, k, lam, seed)` that minimises J by gradient steps, minibatch SGD for
    one, and returns `(W1, W2)`. It is run on three draws of X (8×64) with a small λ and three with a larger one. What
    the weights show is judged, not how you got there, by medians over these runs:

    - The λ that they are optimal for is within 10 % of the one asked for. If it is off by a constant factor, or the
      penalty is another one, 3 of 5 points are left; with two such mistakes, or a penalty on one layer only, 2. No
      penalty, or one that does not follow `lam`, earns nothing.
    - J for that λ is at most 1 % above its least (worth 60 % of these points), the sine of the angle between the
      columns of W2 and the top k principal directions is at most 0.1 (20 %), and ‖W1 − W2ᵀ‖/‖W2‖ at most 0.3 (20 %).
      What misses a limit earns less by distance, and nothing at ten times the limit; a run whose weights are not
      finite earns nothing.

    `seed` is for what you draw at random. A call may take 20 s, and all together 120 s."""
    raise NotImplementedError


def encoder(X_train, k, seed):
    """In `solution.py`, write `encoder(X_train, k, seed)` that trains an autoencoder without labels and returns a function
    from images to k numbers each. Images are rows of 64 pixels from 0 to 1: the function maps an array (n, 64) to one
    of (n, k), also for images that it has not seen. An image has one code, whatever images stand beside it and however
    often it is asked for.

    It is tried eight times: 1,000 of 1,797 digits, drawn at random, are X_train; k = 16; each call may take 60 s. A
    linear probe (multinomial logistic regression) is fitted to the codes of X_train with their labels, which your
    program does not see, and asked for the classes of the 797 hidden images. 3 points: the mean accuracy is above 92 %.
    2 points more: it is clearly above that of PCA's 16 codes with the same probe on the same images, which reach about
    94.6 %. The lead over PCA must be above 0.5 % for the whole of Student's 95 % interval of the eight; a mean of
    1.5 % is mostly enough. A linear autoencoder is PCA, and has no lead. Where the eight do not tell, a person decides."""
    raise NotImplementedError
