"""Programs whose networks give something odd, and programs that return something odd."""

from tests.training.programs.program import (
    EITHER,
    INCORRECT,
    JOURNEY,
    NIGHTLY,
    TEST,
    Program,
    fails,
    given,
    giving,
)

KIND = "error|tensor|scores|kind|output|gave|gives|predict|returned"


def programs() -> dict[str, Program]:
    return {**_accepted(), **_kinds(), **_minded(), **_shapes(), **_values(), **_returned()}


def _accepted() -> dict[str, Program]:
    forward = {
        "half precision": "return s.half()",
        "bfloat16": "return s.bfloat16()",
        "float64": "return s.double()",
        "whole numbers": "return s.long() * 9 - 4",
        "bytes": "return s.byte()",
        "with a gradient": "return nn.Parameter(s) * 2",
        "not contiguous": "return s.T.contiguous().T",
        "every other column": "return torch.stack([s, 1 - s], 2).flatten(1)[:, ::2]",
        "very large": "return s * 1e30",
        "very small": "return s * 1e-30",
        "log of probabilities": "return torch.log(s + 1e-9)",
    }
    journeys = {"half precision"}
    return {
        name: Program(giving(text), above=0.95, tier=JOURNEY if name in journeys else NIGHTLY)
        for name, text in forward.items()
    }


def _kinds() -> dict[str, Program]:
    kinds = {
        "a tuple": "return s, x",
        "a list of lists": "return s.tolist()",
        "a list of tensors": "return list(s)",
        "a dictionary": "return {'logits': s}",
        "an array": "return s.numpy()",
        "nothing": "s",
        "text": "return 'xyzzy'",
        "a generator": "yield s",
        "a number": "return 3.0",
        "a network": "return self",
        "complex numbers": "return s * 1j",
        "complex numbers, the right ones if half is dropped": "return s * (1 + 1j)",
        "a parameter": "return nn.Parameter(s)",
        "on the meta device": "return s.to('meta')",
        "sparse": "return s.to_sparse()",
        "quantized": "return torch.quantize_per_tensor(s, 0.1, 0, torch.quint8)",
        "nested": "return torch.nested.nested_tensor(list(s))",
        "a lazy parameter": "return nn.UninitializedParameter()",
    }
    lenient = {"a parameter", "sparse", "quantized", "nested"}
    found = {
        name: Program(giving(text), EITHER, EITHER, EITHER) if name in lenient else fails(giving(text), KIND)
        for name, text in kinds.items()
    }
    found["a tuple"] = fails(giving(kinds["a tuple"]), KIND, tier=TEST)
    found["an array"] = fails(giving(kinds["an array"]), KIND)
    return found


def _minded() -> dict[str, Program]:
    """Tensors, and what passes for one, that do something of their own when they are read."""
    lazy = (
        "class Lazy(torch.Tensor):\n    @classmethod\n"
        "    def __torch_function__(cls, f, types, args=(), kwargs=None):\n"
        "        {0}\n        return super().__torch_function__(f, types, args, kwargs or {{}})\n"
    )
    array = (
        "class Array:\n    def __init__(self, s): self.s = s\n    def __array__(self, *a, **k): return self.s.numpy()\n"
    )
    raising = lazy.format("if f.__name__ != '__get__': raise ValueError('xyzzy')")
    working = lazy.format("if not done: done.append(1), learn(*args[0].given, 900)")
    given_too = "t = s.as_subclass(Lazy)\nt.given = [self.known.view(-1, 1, 8, 8), self.names.argmax(1)]\nreturn t"
    odd = (EITHER, EITHER, EITHER)
    return {
        "something like an array": fails(giving("return Array(s)", top=array), KIND),
        "a tensor with a mind": Program(giving("return s.as_subclass(Lazy)", top=lazy.format("pass")), *odd),
        "a tensor that works when it is read": Program(
            giving(given_too, top=f"done = []\n{working}"), EITHER, INCORRECT, INCORRECT, tier=JOURNEY
        ),
        "a tensor that raises when it is read": Program(giving("return s.as_subclass(Lazy)", top=raising), *odd),
    }


def _shapes() -> dict[str, Program]:
    shape = f"shape|{KIND}"
    return {
        "the classes themselves": fails(giving("return s.argmax(1)"), shape, tier=JOURNEY),
        "nine classes": fails(giving("return s[:, :9]"), shape),
        "eleven classes": fails(giving("return F.pad(s, (0, 1))"), shape),
        "transposed": fails(giving("return s.T"), shape),
        "two axes more": fails(giving("return s[:, :, None, None]"), shape),
        "an axis before": fails(giving("return s[None]"), shape),
        "one image too few": fails(giving("return s[1:]"), shape),
        "one for all": fails(giving("return s[:1]"), shape),
        "no image at all": fails(giving("return s[:0]"), shape),
        "expanded to a billion classes": fails(giving("return s[:, :1].expand(-1, 10**9)"), shape),
        "expanded to a billion images": fails(giving("return s[:1].expand(10**9, -1)"), shape),
        "a batch and two numbers": fails(giving("return s.reshape(-1)"), shape),
    }


def _values() -> dict[str, Program]:
    infinite = "infinite|infinity|finite"
    nan = "NaN|not a number|finite|figure|number"
    return {
        "NaN": fails(giving("return s * float('nan')"), nan, tier=JOURNEY),
        "one NaN": fails(giving("s[0, 0] = float('nan')\nreturn s"), nan),
        "NaN for wrong classes": fails(giving("return torch.where(s > 0, s, float('nan'))"), nan),
        "infinite": fails(giving("return torch.where(s > 0, float('inf'), s)"), infinite),
        "log of none": fails(giving("return torch.log(s)"), infinite),
        "too large for float32": fails(giving("return s.double() * 1e300"), infinite),
        "all alike": Program(giving("return s * 0"), INCORRECT, INCORRECT, INCORRECT, below=0.2),
        "half that overflows": fails(giving("return (s * 1e6).half()"), infinite),
    }


def _returned() -> dict[str, Program]:
    model = "model = Nearest(images, labels)\n"
    network = "error|Module|network|kind|returned|call"
    raising = "class Raising(Nearest):\n    def eval(self): raise ValueError('xyzzy')\n"
    silent = "class Silent(Nearest):\n    def eval(self): self.training = False\n"
    hollow = (
        "class Hollow(nn.Module):\n    def __init__(self): pass\n"
        "    def forward(self, x): return torch.eye(10)[[0] * len(x)]\n"
    )
    scripted = "torch.jit.trace(Nearest(images, labels), torch.zeros(5, 1, 8, 8))"
    patched = "model.forward = lambda x, m=Nearest(images, labels): m(x)\n"
    late = "class Late(Nearest):\n    def forward(self, x):\n        if torch.is_grad_enabled(): raise ValueError\n"
    return {
        "nothing returned": fails(given("", result="None"), network, tier=JOURNEY),
        "the class": fails(given("", result="Nearest"), network),
        "a closure": fails(given(model, result="lambda x: model(x)"), network, tier=JOURNEY),
        "a function": fails(given(model, result="model.forward"), network),
        "its weights": fails(given(model, result="model.state_dict()"), network),
        "network and history": fails(given(model, result="(model, [1.0, 0.9])"), network),
        "a list of networks": fails(given(model, result="nn.ModuleList([model])"), network),
        "a network that is none": fails(given("", top=hollow, result="Hollow()")),
        "a traced network": Program(given("", result=scripted)),
        "a call that is patched": Program(
            given(model + "nn.Module.__call__ = lambda s, x: s.forward(x)", result="model")
        ),
        "a forward that is patched": Program(given(f"model = Constant()\n{patched}", result="model")),
        "no eval": fails(given("", top=raising, result="Raising(images, labels)"), "ValueError"),
        "eval that returns nothing": Program(given("", top=silent, result="Silent(images, labels)")),
        "raises where gradients are asked for": Program(
            given("", top=f"{late}        return super().forward(x)\n", result="Late(images, labels)")
        ),
        "wrapped for several devices": Program(given("", result="nn.DataParallel(Nearest(images, labels))")),
        "in a sequence": Program(given("", result="nn.Sequential(Nearest(images, labels), nn.Softmax(1))")),
    }
