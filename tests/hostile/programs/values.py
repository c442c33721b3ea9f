"""Programs that return what is no data, or data that is more than it seems."""

from tests.hostile.programs.program import ANY, Program

NO_DATA = {
    # what it returns, what the message says of it
    "equal to everything": ("class A:\n  def __eq__(self, other): return True\nvalue = A()", "solution.A"),
    "array that compares well": (
        "class A(np.ndarray):\n  __array_priority__ = 99\n  def __eq__(self, o): return np.True_\n"
        "  def __array_function__(self, *a, **k): return True\n  def __array_ufunc__(self, *a, **k): return np.True_\n"
        "value = np.zeros(2).view(A)",
        "solution.A",
    ),
    "array by protocol": ("class A:\n  def __array__(self, *a, **k): return np.zeros(2)\nvalue = A()", "solution.A"),
    "masked array": ("value = np.ma.masked_all(3)", "MaskedArray"),
    "matrix": ("value = np.matrix([[1]])", "numpy.asarray("),
    "dates of numpy's, in a list": ("value = [np.datetime64('2020-01-01')]", "datetime64"),
    "long number of numpy's, in a list": ("value = [np.longdouble(1)]", "longdouble"),
    "record array": ("value = np.zeros(2, [('x', float)]).view(np.recarray)", "recarray"),
    "structured array": ("value = np.zeros(2, [('x', float)])", "dtype"),
    "array of objects": ("value = np.array([object()])", "object"),
    "array of text": ("value = np.array(['a'])", "<U1"),
    "dates": ("value = np.array(['2020-01-01'], 'datetime64[D]')", "datetime64"),
    "complex": ("value = 1j", "complex"),
    "number that compares well": (
        "class F(float):\n  def __le__(self, o): return True\n  __lt__ = __ge__ = __eq__ = __le__\nvalue = F('nan')",
        "solution.F",
    ),
    "number that is asked": ("class F:\n  def __float__(self): return 1.0\nvalue = F()", "solution.F"),
    "integer's subclass": ("class I(int):\n  def __index__(self): os._exit(0)\nvalue = I(3)", "solution.I"),
    "text's subclass": ("class S(str):\n  def encode(self, *a): os._exit(0)\nvalue = S('a')", "solution.S"),
    "list's subclass": ("class L(list):\n  def __iter__(self):\n    while True: yield self\nvalue = L()", "solution.L"),
    "generator": ("def g():\n  while True: yield 1\nvalue = g()", "generator"),
    "iterator": (
        "class A:\n  def __iter__(self): return self\n  def __next__(self): return 1\nvalue = A()",
        "solution.A",
    ),
    "length without end": ("class A:\n  def __len__(self): return 1 << 62\nvalue = A()", "solution.A"),
    "dictionary that does as it likes": (
        "class D(dict):\n  def items(self):\n    while True: yield {}, 1\nvalue = D()",
        "unhashable",
    ),
    "keys that are no text": ("value = {1: 2}", "int"),
    "bytes": ("value = b'abc'", "bytes"),
    "set": ("value = {1, 2}", "set"),
    "module": ("value = os", "module"),
    "half a character": ("value = '\\ud800'", "surrogate"),
    "integer of many digits": ("value = 10 ** 5000", "digits"),
    "deep list": ("value = []\nfor _ in range(5000): value = [value]", "nested"),
    "list in itself": ("value = []\nvalue.append(value)", "nested"),
    "long list": ("value = [0] * 200_000", "return an array"),
    "long text": ("value = 'x' * (8 << 20)", "at most"),
    "large array": ("value = np.zeros(9 << 20)", "at most"),
    "many arrays": ("value = [np.zeros(1)] * 100_001", "return an array"),
    "many dimensions": ("value = np.zeros((1,) * 20)", "dimensions"),
    "type": ("value = type('T', (), {'__qualname__': 'x' * 9999})()", "solution.xxx"),
}
DATA = {
    # what is returned as it is, and must not be taken for anything else by those who compare
    "nan": ("float('nan')", ANY),
    "infinite": ("[float('inf'), -float('inf')]", [float("inf"), -float("inf")]),
    "array of nan": ("np.full((2, 2), np.nan)", "float64 (2, 2)"),
    "empty array": ("np.zeros((0, 3))", "float64 (0, 3)"),
    "array to broadcast": ("np.zeros((1, 1))", "float64 (1, 1)"),
    "number for an array": ("np.float64(0)", "float64 ()"),
    "half precision": ("np.zeros(2, np.float16)", "float16 (2,)"),
    "truth for numbers": ("np.ones(2, bool)", "bool (2,)"),
    "other byte order": ("np.zeros(2, '>f8')", "float64 (2,)"),
    "turned and strided": ("np.zeros((4, 6))[::-2, ::3].T", "float64 (2, 2)"),
    "tuple that does as it likes": (
        "type('T', (tuple,), {'__len__': lambda s: 99, '__eq__': lambda s, o: True, '__getitem__': None})([1])",
        (1,),
    ),
    "number of a subclass of numpy's": ("type('F', (np.float64,), {'__eq__': lambda s, o: True})(2)", "float64 ()"),
    "text of numpy's": ("list(np.array(['<sos>', 'I']))", ["<sos>", "I"]),
    "text of numpy's, alone": ("np.str_('I')", "I"),
    "numbers of numpy's in a list": (
        "[np.int64(1), (np.float32(0.5), {'a': np.bool_(True)})]",
        [1, [0.5, {"a": True}]],
    ),
    "number of a subclass in a list": (
        "[type('F', (np.float64,), {'item': lambda s: os._exit(0), '__eq__': lambda s, o: True})(2)]",
        [2.0],
    ),
    "function": ("lambda: 1", "Handle"),
    "all at once": ("{'a': [None, True, (1, 'x')], 'b': np.arange(2)[:0]}", ANY),
}
TENSORS = {
    "tensor's subclass": (
        "class T(torch.Tensor):\n  def __torch_function__(self, "
        "*a, **k): return True\nvalue = torch.ones(2).as_subclass(T)",
        "reply",
        "solution.T",
    ),
    "sparse tensor": ("value = torch.ones(2, 2).to_sparse()", "reply", ""),
    "tensor without data": ("value = torch.ones(2, device='meta')", "reply", ""),
    "stretched tensor": ("value = torch.ones(1).expand(1 << 40)", "reply|memory|exit", ""),
    "tensor with a history": ("value = torch.ones(2, requires_grad=True) * 2", "answer", ""),
}


def programs() -> dict[str, Program]:
    told = {
        name: Program("what compares it", f"import numpy as np\n{source}\ndef f(w): return value", "reply", says)
        for name, (source, says) in NO_DATA.items()
    }
    data = {
        name: Program("what compares it", f"import numpy as np\ndef f(w): return {text}", "answer", value=value)
        for name, (text, value) in DATA.items()
    }
    tensors = {
        name: Program("what compares it", f"import torch\n{source}\ndef f(w): return value", expect, says, torch=True)
        for name, (source, expect, says) in TENSORS.items()
    }
    stretched = Program(
        "the grader's memory, by an array that is large in name only",
        "import numpy as np\ndef f(w): return np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 20, 1 << 20), (0, 0))",
        "reply|memory|exit",
    )
    return {**told, **data, **tensors, "stretched array": stretched}
