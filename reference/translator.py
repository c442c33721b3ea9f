"""An RNN encoder-decoder that translates, and the variant that cannot.

Both have a single-layer tanh RNN as encoder and one as decoder; they differ in what passes between them.

- `Translator`: the decoder starts from the encoder's last state. All of the source has been read before the
  first word is said, and the decoder stops when it says <eos>. (Sutskever, Vinyals and Le, "Sequence to
  Sequence Learning with Neural Networks", 2014; theirs are LSTMs.)
- `Stacked`: decoder step t is fed the encoder's state h_t, in lock step: as many words out as in.

`forward(source, inputs)` gives the logits of every step. In training the inputs are <sos> and the target's
words (teacher forcing); `run` feeds the decoder its own words instead, one more at a time, and records what
was fed.

Float64 on one thread throughout: the models are tiny, and a run then hardly depends on the machine.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from reference.decoding import EOS, SOS, Run, decoder_inputs, lockstep_outputs
from reference.spanish_english import Pair

PAD, UNKNOWN = "<pad>", "<unk>"
LIMIT = 12  # words of a translation at most


class Translator(nn.Module):
    """Encoder and decoder joined by the encoder's last state.

    `taught` holds the source words met so far; any other is read as <unk>.
    """

    def __init__(self, pairs: Sequence[Pair], size: int = 64) -> None:
        super().__init__()
        self.source_words = [PAD, UNKNOWN, *sorted({word for pair in pairs for word in pair.source})]
        self.target_words = [PAD, SOS, EOS, *sorted({word for pair in pairs for word in pair.target})]
        self.taught: set[str] = set()
        self.read = nn.Embedding(len(self.source_words), size)
        self.hear = nn.Embedding(len(self.target_words), size)
        self.encoder = nn.RNN(size, size, batch_first=True)
        self.decoder = self.make_decoder(size)
        self.say = nn.Linear(size, len(self.target_words))
        for embedding in (self.read, self.hear):
            nn.init.normal_(embedding.weight, std=0.3)
        for rnn in (self.encoder, self.decoder):
            nn.init.orthogonal_(rnn.get_parameter("weight_hh_l0"))  # a rotation forgets nothing
        self.double()

    def make_decoder(self, size: int) -> nn.RNN:
        return nn.RNN(size, size, batch_first=True)

    def forward(self, source: Tensor, inputs: Tensor) -> Tensor:
        """Logits (batch, steps, target words). Source (batch, words), inputs (batch, steps): word numbers."""
        states, _ = self.encoder(self.read(source))
        lengths = (source != 0).sum(1)
        last = states[torch.arange(len(source)), lengths - 1]
        heard, _ = self.decoder(self.hear(inputs), last[None])
        logits: Tensor = self.say(heard)
        return logits

    def expected(self, pair: Pair) -> list[str]:
        """The words that the decoder should say: the target and <eos>."""
        return [*pair.target, EOS]

    def limit(self, source: Sequence[str]) -> int:
        """The number of steps that the decoder may run."""
        return LIMIT

    def number_source(self, source: Sequence[str]) -> list[int]:
        return [self.source_words.index(word if word in self.taught else UNKNOWN) for word in source]

    def number_target(self, words: Sequence[str]) -> list[int]:
        return [self.target_words.index(word) for word in words]


class Stacked(Translator):
    """The two RNNs on top of each other: step t of the decoder sees h_t; as many steps as source words."""

    def make_decoder(self, size: int) -> nn.RNN:
        return nn.RNN(2 * size, size, batch_first=True)

    def forward(self, source: Tensor, inputs: Tensor) -> Tensor:
        states, _ = self.encoder(self.read(source))
        heard, _ = self.decoder(torch.cat([self.hear(inputs), states[:, : inputs.shape[1]]], dim=2))
        logits: Tensor = self.say(heard)
        return logits

    def expected(self, pair: Pair) -> list[str]:
        """Cut off at the source's length; <eos> if the target is shorter."""
        return lockstep_outputs(pair)

    def limit(self, source: Sequence[str]) -> int:
        return len(source)


@contextmanager
def one_thread(seed: int) -> Iterator[None]:
    """Seeded and on one thread inside, everything as before outside."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            yield
    finally:
        torch.set_num_threads(threads)


def teach(model: Translator, pairs: Sequence[Pair], epochs: int) -> None:
    """Train with teacher forcing on `pairs`: cross-entropy, SGD with momentum, the rate falling to 0 by a
    cosine.

    A tenth of the source words are read as <unk>, so that the model learns to make the best of a word that it
    does not know: it guesses what is most frequent there.
    """
    model.taught |= {word for pair in pairs for word in pair.source}
    source = _pad([model.number_source(pair.source) for pair in pairs])
    says = [model.number_target(model.expected(pair)) for pair in pairs]
    forced = [model.number_target(decoder_inputs(pair.target, (), training=True)) for pair in pairs]
    inputs, outputs = _pad([row[: len(said)] for row, said in zip(forced, says, strict=True)]), _pad(says)
    unknown = torch.tensor(model.source_words.index(UNKNOWN))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    for _ in range(epochs):
        for batch in torch.split(torch.randperm(len(pairs)), 32):
            hidden = (torch.rand(source[batch].shape) < 0.1) & (source[batch] != 0)
            logits = model(torch.where(hidden, unknown, source[batch]), inputs[batch])
            loss = nn.functional.cross_entropy(logits.flatten(0, 1), outputs[batch].flatten(), ignore_index=0)
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
        schedule.step()


@torch.no_grad()
def run(model: Translator, source: Sequence[str], target: Sequence[str] | None = None) -> Run:
    """Translate `source` greedily and record each word fed to the decoder and each word it says.

    With a `target` its words are fed (teacher forcing); without, the decoder's own (free running), until it
    says <eos> or reaches its limit.
    """
    reading = torch.tensor([model.number_source(source)])
    fed, said = [SOS], list[str]()
    while True:
        logits = model(reading, torch.tensor([model.number_target(fed)]))
        said.append(model.target_words[int(logits[0, -1].argmax())])
        over = said[-1] == EOS if target is None else len(fed) > len(target)
        if over or len(said) >= model.limit(source):
            return Run(tuple(fed), tuple(said))
        fed.append(said[-1] if target is None else target[len(fed) - 1])


def exact(model: Translator, pairs: Sequence[Pair]) -> float:
    """The share of the pairs translated word for word, free running."""
    return sum(run(model, pair.source).words == pair.target for pair in pairs) / len(pairs)


def _pad(rows: list[list[int]]) -> Tensor:
    """(rows, the longest), filled up with 0, which is <pad>."""
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True)
