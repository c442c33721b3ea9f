"""Right: the decoder is run, and what it is fed is written down."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Decoder:
    fed: list[str] = field(default_factory=list)

    def step(self, token: Token) -> None:
        self.fed.append(token)


Token = str


def decoder_inputs(target: list[Token], predicted: list[Token], training: bool) -> list[Token]:
    decoder = Decoder()
    decoder.step("<sos>")
    for word in target if training else predicted:
        decoder.step(word)
    return decoder.fed
