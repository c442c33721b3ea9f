"""Programs that look for what is hidden: on the disk, in other processes, in what they have inherited."""

from tests.hostile.programs.program import DENIED, Program

HUNT = """
def hidden(objects):
    mark = "hidden-" + "answer-"
    return [text for text in map(str, objects) if mark in text][:10]
"""


def programs() -> dict[str, Program]:
    return {
        "hidden file": Program(
            "the hidden tests by their path",
            "def f(w): return open(w['file']).read()",
            "exception",
            DENIED,
            gaps="CD",
        ),
        "hidden file, many ways": Program(
            "the same file past Python's open: by a call, by a path that winds, by another name",
            """
import io
def link(w):
    os.link(w['file'], w['folder'] + '/' + w['mark'])
def f(w):
    return through(lambda: os.read(os.open(w['file'], os.O_RDONLY), 99), lambda: io.FileIO(w['file']).read(),
        lambda: os.read(os.open('./../../../../..' + w['file'], os.O_RDONLY), 99), lambda: link(w))
""",
            "answer",
            value=[],
            gaps="CD",
        ),
        "hidden file through proc": Program(
            "the root and the working directory of other processes",
            "def f(w): return through(*(lambda p=p, n=n: open(f'/proc/{p}/{n}{w[\"file\"]}').read()"
            " for p in (w['grader'], os.getppid()) for n in ('root', 'cwd/../../../../../..')))",
            "answer",
            value=[],
        ),
        "hidden folder": Program(
            "the names of the hidden files",
            "def f(w): return os.listdir(w['folder'])",
            "exception",
            DENIED,
            gaps="CD",
        ),
        "whole disk": Program(
            "anything at all below the usual folders",
            "def f(w): return [name for top in ('/tmp', '/home', '/root', '/etc', '/var', '/srv', '/opt', '/proc')"
            " for name in through(lambda: os.listdir(top))]",
            "answer",
            value=[],
            gaps="CD",
        ),
        "the grader's source": Program(
            "the reference solutions, by the path that the interpreter was started with",
            "def f(w): return [open(os.path.join(w['root'], name)).read(80) for name in"
            " ('grader/oracles.py', 'reference/__init__.py', 'rubrics/hw7.yaml')]",
            "exception",
            DENIED,
            gaps="CD",
        ),
        "import of the grader": Program(
            "the reference solutions, by importing them",
            """
def f(w):
    sys.path.insert(0, w['root'])
    sys.modules['grader'].__path__ = [w['root'] + '/grader']
    import importlib
    importlib.invalidate_caches()
    import reference, grader.oracles
    return reference.__file__
""",
            "exception",
            "Error",
            gaps="CD",
        ),
        "command line of the grader": Program(
            "arguments of other processes",
            "def f(w): return through(*(lambda p=p: open(f'/proc/{p}/cmdline').read()"
            " for p in (w['grader'], os.getppid())))",
            "answer",
            value=[],
            gaps="CD",
        ),
        "environment of the grader": Program(
            "variables of other processes",
            "def f(w): return open(f'/proc/{w[\"grader\"]}/environ').read()",
            "exception",
            DENIED,
        ),
        "memory of the grader": Program(
            "the answers where the grader holds them",
            "def f(w): return through(*(lambda p=p, n=n: open(f'/proc/{p}/{n}', 'rb').read(9)"
            " for p in (w['grader'], os.getppid()) for n in ('mem', 'maps', 'auxv', 'syscall', 'stack')))",
            "answer",
            value=[],
        ),
        "memory of the grader, by a call": Program(
            "process_vm_readv",
            "def f(w): return call(w['calls']['process_vm_readv'], w['grader'], None, 0, None, 0, 0)",
            "exception",
            DENIED,
            gaps="D",  # with nothing to read it is let be
        ),
        "descriptors of the grader": Program(
            "files that the grader holds open",
            "def f(w): return through(*(lambda p=p: os.listdir(f'/proc/{p}/fd') for p in (w['grader'], os.getppid())))",
            "answer",
            value=[],
        ),
        "inherited descriptors": Program(
            "files that were open when the process was forked",
            "def f(w): return [n for n in range(4, 300) if through(lambda: os.fstat(n))]",
            "answer",
            value=[],
        ),
        "garbage collector": Program(
            "every object of the process",
            HUNT + "import gc\ndef f(w): return hidden(o for o in gc.get_objects() if isinstance(o, (dict, list)))",
            "answer",
            value=[],
            wall=20,
            cpu=20,
        ),
        "frames": Program(
            "the local variables of all that is calling",
            HUNT
            + """
def f(w):
    frame, seen = sys._getframe(1), []
    while frame:
        seen += [{k: v for k, v in frame.f_locals.items()}, list(frame.f_globals)]
        frame = frame.f_back
    return hidden(seen)
""",
            "answer",
            value=[],
        ),
        "modules": Program(
            "the variables of every module that is loaded",
            HUNT + "def f(w): return hidden(vars(m) for n, m in list(sys.modules.items()) if n.startswith('grader'))",
            "answer",
            value=[],
        ),
        "inspect": Program(
            "the source of what calls it",
            "import inspect\ndef f(w): return [s.filename for s in inspect.stack() if s.code_context]",
            "answer",
            value=["solution.py"],
            gaps="CD",
        ),
        "own environment": Program(
            "variables that were inherited",
            "def f(w): return sorted(dict(os.environ))",
            "answer",
        ),
        "own memory": Program(
            "what the grader may have left in memory before the fork",
            HUNT
            + """
def f(w):
    found = []
    for name in ('/proc/self/mem', f'/proc/{os.getpid()}/mem', '/proc/thread-self/mem'):
        found += through(lambda: open(name, 'rb'))
    return hidden(found)
""",
            "answer",
            value=[],
        ),
        "another's submission": Program(
            "the folders beside its own",
            "def f(w): return through(lambda: os.listdir('..'), lambda: os.listdir(os.path.dirname(os.getcwd())))",
            "answer",
            value=[],
        ),
        "handle of a file": Program(
            "open_by_handle_at, which passes by the folders' rights",
            "def f(w): return call(w['calls']['open_by_handle_at'], -100, ctypes.create_string_buffer(64), 0)",
            "exception",
            DENIED,
            gaps="D",
        ),
        "kernel's log": Program(
            "syslog and the kernel's own files",
            "def f(w): return through(lambda: call(w['calls']['syslog'], 10, None, 0),"
            " lambda: open('/proc/kallsyms').read(9), lambda: open('/sys/kernel/notes', 'rb').read(9))",
            "answer",
            value=[],
            gaps="CD",
        ),
        "answers looked up": Program(
            "a table of yesterday's answers: inputs are drawn afresh, so it knows nothing of today's",
            "seen = {1.0: 2.0}\ndef f(w): return seen[w['drawn']]",
            "exception",
            "KeyError",
        ),
    }
