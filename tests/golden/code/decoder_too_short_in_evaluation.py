"""The last word said is taken not to be fed yet."""


def decoder_inputs(target, predicted, training):
    return ["<sos>", *target] if training else ["<sos>", *predicted[:-1]]
