"""<sos> is taken to be fed in training only."""


def decoder_inputs(target, predicted, training):
    return ["<sos>", *target] if training else list(predicted)
