"""A sentence for a list of tokens."""


def decoder_inputs(target, predicted, training):
    return " ".join(["<sos>", *(target if training else predicted)])
