"""What a network may give for a batch of images, and what of it is a failure."""

import numpy as np
import pytest

from grader.sandbox import Failure, Sandbox
from tests.sandbox.trials import IMAGES, LINEAR, SMALL, begun, trained

GIVES = """
class Own(torch.Tensor): pass
class Lazy:
    def __array__(self, *_): return torch.ones(5, 3).numpy()
    def to(self, *_): return torch.ones(5, 3)
class Pretends:
    @property
    def __class__(self): return torch.Tensor
    def __getattr__(self, name): return getattr(torch.ones(5, 3), name)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(16, 3)
    def forward(self, x): return {}
"""
NET = SMALL + "return Net()" + GIVES

WORKS = {
    # what the network gives for x
    "scores": "self.linear(x.flatten(1))",
    "half precision": "self.linear(x.flatten(1)).half()",
    "bfloat16": "self.linear(x.flatten(1)).bfloat16()",
    "doubles": "self.linear(x.flatten(1)).double()",
    "whole numbers": "x.flatten(1)[:, :3].long()",
    "a view": "x.flatten(1).T[:3].T",
    "from under autocast": "torch.autocast('cpu')(self.linear)(x.flatten(1))",
}


@pytest.mark.parametrize("gives", WORKS.values(), ids=WORKS)
def test_scores_are_float32_whatever_the_network_computes_in(sandbox: Sandbox, gives: str) -> None:
    with begun(sandbox, NET.replace("{}", gives)) as trial:
        assert trained(trial) is None
        scores = trial.predict(IMAGES[:5], 3, 20)
        assert isinstance(scores, np.ndarray), scores
        assert (scores.shape, scores.dtype) == ((5, 3), np.float32)
        assert len(trial.weights(20)) == 64


NETWORKS = {
    "a network": f"return {LINEAR}",
    "compiled": f"return torch.jit.script({LINEAR})",
    "of a class made on the way": f"""
    net = {LINEAR}
    class Around(nn.Module):
        def forward(self, x): return net(x)
    return Around()""",
}


@pytest.mark.parametrize("body", NETWORKS.values(), ids=NETWORKS)
def test_any_module_is_a_network(sandbox: Sandbox, body: str) -> None:
    with begun(sandbox, SMALL + body) as trial:
        assert trained(trial) is None
        assert isinstance(trial.predict(IMAGES[:5], 3, 20), np.ndarray)


SCORES = {
    # what the network gives for x, the kind of failure
    "one class less": ("x.flatten(1)[:, :2]", "shape"),
    "one class more": ("x.flatten(1)[:, :4]", "shape"),
    "one image less": ("x.flatten(1)[1:, :3]", "shape"),
    "no second axis": ("x.flatten()[:5]", "shape"),
    "a third axis": ("x.flatten(1)[:, :3, None]", "shape"),
    "a number": ("x.sum()", "shape"),
    "classes": ("x.flatten(1).argmax(1)", "shape"),
    "NaN": ("x.flatten(1)[:, :3] * float('nan')", "infinite"),
    "infinite": ("x.flatten(1)[:, :3] / 0", "infinite"),
    "one NaN": ("torch.cat([x.flatten(1)[:-1, :3], torch.full((1, 3), float('nan'))])", "infinite"),
    "None": ("None", "reply"),
    "a list": ("x.flatten(1)[:, :3].tolist()", "reply"),
    "a tuple": ("(x.flatten(1)[:, :3],)", "reply"),
    "an array": ("x.flatten(1)[:, :3].numpy()", "reply"),
    "complex numbers, though their real part would do": ("x.flatten(1)[:, :3] + 0j", "reply"),
    "a subclass of Tensor": ("x.flatten(1)[:, :3].as_subclass(Own)", "reply"),
    "a parameter": ("nn.Parameter(x.flatten(1)[:, :3])", "reply"),
    "an object that would become a tensor": ("Lazy()", "reply"),
    "an array by another name": ("Pretends()", "reply"),
    "no tensor of numbers on the device": ("torch.empty(5, 3, device='meta')", "reply"),
    "sparse": ("x.flatten(1)[:, :3].to_sparse()", "exception"),
    "an exception": ("1 / 0", "exception"),
    "the end": ("exit(0)", "exit"),
    "its process's end": ("os._exit(0)", "exit"),
    "too slow": ("time.sleep(60)", "timeout"),
}


@pytest.mark.parametrize(("gives", "kind"), SCORES.values(), ids=SCORES)
def test_scores_that_are_none_are_a_failure(sandbox: Sandbox, gives: str, kind: str) -> None:
    with begun(sandbox, NET.replace("{}", gives)) as trial:
        assert trained(trial) is None
        failure = trial.predict(IMAGES[:5], 3, 1 if kind == "timeout" else 20)
    assert isinstance(failure, Failure), failure
    assert failure.kind == kind
