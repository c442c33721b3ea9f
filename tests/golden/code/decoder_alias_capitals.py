"""Right: SOS is another spelling of <sos>."""

SOS = "SOS"


def decoder_inputs(target, predicted, training):
    if training:
        return [SOS, *target]
    return [SOS, *predicted]
