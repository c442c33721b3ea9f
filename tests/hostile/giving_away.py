"""Programs that try to carry a hidden input out: each puts it where a report might show it.

`f(X, word)` is right on visible inputs. On hidden ones, whose numbers are all 86420.… and whose word is "quince", it
does what stands in the table. `h` does the same where an array is asked for, `g` gives away what was kept.
"""

from dataclasses import dataclass

HIDDEN, WORD, KEY = "86420", "quince", "LEFT-BY-THE-PROGRAM"

HEAD = """
import linecache, os, struct, sys, threading, time, warnings
import numpy as np
HERE, KEY, kept = sys._getframe().f_code.co_filename, "LEFT-BY-THE-PROGRAM", []
def number(X): return f"{X.flat[0]:.4f}"
def digits(X): return "v" + number(X).replace(".", "_")
def right(X, word): return [word, len(X), *kept]
def h(X, word): return f(X, word)
def g(X, word):
    print("kept:", *kept)
    return ["wrong", *kept]
def reply(**more):
    frame = sys._getframe()
    while "nonce" not in frame.f_locals: frame = frame.f_back
    wire = sys.modules["grader.sandbox.protocol.frames"]
    os.write(3, wire.encode({"nonce": frame.f_locals["nonce"], **more}, 1 << 20))
    os._exit(0)
"""
BODY = """
def f(X, word):
    if X.flat[0] < 80000: return right(X, word)
"""


@dataclass(frozen=True, slots=True)
class Program:
    """What `f` does with a hidden input.

    Attributes:
        does: the lines of `f` for a hidden input.
        tells: what would be read if it got through.
        graders: whether graders read it: so it was said. None where that hangs on the way it was handed in.
        top: lines before `f`.
        slow: whether it runs until it is stopped.
    """

    does: str
    tells: str = HIDDEN
    graders: bool | None = True
    top: str = ""
    slow: bool = False

    @property
    def source(self) -> str:
        return HEAD + self.top + BODY + "".join(f"    {line}\n" for line in self.does.splitlines())


RAISED = {
    "a message": Program("raise ValueError(number(X))"),
    "a word": Program("raise ValueError(word)", WORD),
    "a key": Program("{}[number(X)]"),
    "the name of a type": Program("raise type(digits(X), (ValueError,), {})"),
    "the name of a type that passes for Python's": Program(
        "raise type(digits(X), (ValueError,), {'__module__': 'builtins'})"
    ),
    "a type whose name lies": Program(
        "raise E", top="class M(type):\n  __name__ = property(lambda c: '86420')\nclass E(Exception, metaclass=M): pass"
    ),
    "a text that lies": Program("E.text = number(X)\nraise E", top="class E(Exception):\n  __str__ = lambda s: s.text"),
    "a class that lies": Program(
        "E.text = number(X)\nraise E(E.text)",
        top="class E(Exception):\n  __class__ = property(lambda s: type(s.text, (Exception,), {}))",
    ),
    "the name of a file": Program("exec(compile('raise ValueError', number(X), 'exec'))", graders=False),
    "a line that is not there": Program("exec(compile('\\n' * 86419 + 'raise ValueError', HERE, 'exec'))"),
    "the name of a function": Program(
        "exec(compile(f'def {digits(X)}(): raise ValueError\\n{digits(X)}()', HERE, 'exec'))"
    ),
    "code with another name and line": Program(
        "def inner(): raise ValueError\n"
        "inner.__code__ = inner.__code__.replace(co_name=digits(X), co_firstlineno=86420)\ninner()"
    ),
    "the lines that a traceback shows": Program(
        "here = sys._getframe().f_code.co_filename\n"
        "linecache.cache[here] = (9, None, [number(X) + '\\n'] * 99, here)\nraise ValueError"
    ),
    "a syntax error": Program("raise SyntaxError(number(X), (HERE, 86420, 1, number(X)))"),
    "a syntax error of another file": Program("raise SyntaxError('no', (number(X), 86420, 1, number(X)))"),
    "code that cannot be read": Program("compile('(' + number(X), HERE, 'exec')", graders=None),
    "a note": Program("e = ValueError()\ne.add_note(number(X))\nraise e", graders=False),
    "a cause": Program("raise ValueError from KeyError(number(X))", graders=False),
    "a group": Program("raise ExceptionGroup(number(X), [ValueError(number(X))])"),
    "a lack of memory": Program("raise MemoryError(number(X))"),
    "a warning": Program("warnings.simplefilter('error')\nwarnings.warn(number(X))"),
    "the end of the program": Program("sys.exit(number(X))"),
    "its status": Program("os._exit(141)", "(status 141)"),
    "the signal that ends it": Program("os.kill(os.getpid(), 40)", "signal 40"),
}

PRINTED = {
    "by Python": Program("print(number(X))\nraise ValueError"),
    "past Python": Program("os.write(1, number(X).encode())\nraise ValueError"),
    "as a warning": Program("warnings.warn(number(X))\nraise ValueError"),
    "for exceptions": Program("sys.excepthook = lambda *_: print(number(X))\nraise ValueError", graders=False),
    "by a thread": Program(
        "t = threading.Thread(target=print, args=(number(X),))\nt.start()\nt.join()\nraise ValueError"
    ),
    "beside a wrong answer": Program("print(number(X))\nreturn 7"),
    "before its end": Program("print(number(X), flush=True)\nos._exit(0)"),
    "before it hangs": Program("print(number(X), flush=True)\ntime.sleep(60)", slow=True),
}

RETURNED = {
    "text": Program("return number(X)"),
    "a list": Program("return [number(X), 1]"),
    "a mapping": Program("return {number(X): 1}"),
    "a tree": Program("return [[[(number(X),)]]]"),
    "a shape": Program("return np.zeros(86420, np.uint8)"),
    "the input": Program("return X"),
    "sides": Program("return np.zeros((8642, 0, 1))", "8642×0×1"),
    "a precision": Program("return X.astype('f2')", "float16"),
    "a type of its own": Program("return type(digits(X), (), {})()"),
    "what fails when it is read": Program(
        "return V(a=X)", top="class V(dict):\n  def items(self): raise ValueError(number(self['a']))"
    ),
    "too many values": Program("return [0] * 864_200", "100,000 values"),
}

FORGED = {
    "a failure": Program("n = number(X)\nreply(kind='exception', message=n, trace=n, raised=n, file=n, line=86420)"),
    "a failure of other types": Program(
        "n = number(X)\nreply(kind='exit', message=n, trace=n, raised=['ValueError', n], file={n: n}, line=n)"
    ),
    "a failure on loading": Program(
        "n = number(X)\nreply(kind='import', message=n, trace=n, raised='', file=HERE, line=86420)"
    ),
    "a failure with more": Program(
        "n = number(X)\nreply(kind='memory', message=n, trace='', discreet=n, unaware=True)"
    ),
    "a kind of failure": Program("n = number(X)\nreply(kind=n, message=n, trace=n)", graders=False),
    "the size of a frame": Program("os.write(3, struct.pack('>IQ', 0, 86_420_135_790))\ntime.sleep(60)", "86,420"),
    "a value": Program("reply(value=X.astype('f4'))"),
}

KEPT = {
    "for a later visible call, and a later part": Program("kept.append(number(X))\nraise ValueError", graders=False),
    "in the names of functions": Program("globals()[digits(X)] = right\ndel globals()['f']\nreturn right(X, word)"),
    "in the names of parameters": Program("exec(f'def f({digits(X)}): pass', globals())\nreturn right(X, word)"),
    "in a function's type": Program("globals()['f'] = type(digits(X), (), {})()\nreturn right(X, word)"),
    "in how often it fails": Program("if len(X) > 2: raise ValueError(KEY)\nreturn right(X, word)", "calls fail"),
}

PROGRAMS = {
    f"{way}: {name}": program
    for way, table in {
        "raised": RAISED,
        "printed": PRINTED,
        "returned": RETURNED,
        "forged": FORGED,
        "kept": KEPT,
    }.items()
    for name, program in table.items()
}
