"""<eos> at the end: it is the last output, and never an input."""


def decoder_inputs(target, predicted, training):
    return ["<sos>"] + (target if training else predicted) + ["<eos>"]
