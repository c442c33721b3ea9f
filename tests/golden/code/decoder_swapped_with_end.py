"""Two mistakes: the wrong words, and <eos> at the end."""


def decoder_inputs(target, predicted, training):
    return ["<sos>", *(predicted if training else target), "<eos>"]
