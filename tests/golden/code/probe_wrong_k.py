"""All the pixels, where k numbers are asked for."""


def encoder(X_train, k, seed):
    return lambda images: images
