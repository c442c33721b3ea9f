"""Fails on an empty sentence."""


def decoder_inputs(target, predicted, training):
    words = target if training else predicted
    last = words[-1]
    return ["<sos>"] + words[:-1] + [last]
