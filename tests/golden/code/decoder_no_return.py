"""What is fed is printed, and nothing is returned."""


def decoder_inputs(target, predicted, training):
    print(["<sos>", *(target if training else predicted)])
