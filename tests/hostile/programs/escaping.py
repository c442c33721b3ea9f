"""Programs that want out: the network, other processes, the kernel's doors, files for whoever comes next."""

from tests.hostile.programs.program import DENIED, Program


def programs() -> dict[str, Program]:
    return {**_network(), **_others(), **_kernel(), **_residue()}


def _network() -> dict[str, Program]:
    return {
        "connection": Program(
            "sending the inputs out",
            "import socket\ndef f(w): return socket.create_connection(('127.0.0.1', w['port']), 1).send(b'x')",
            "exception",
            DENIED,
            gaps="D",
        ),
        "datagram": Program(
            "the same, without a connection",
            "import socket\ndef f(w):\n  s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
            "  return s.sendto(b'x', ('127.0.0.1', w['port']))",
            "exception",
            DENIED,
            gaps="D",
        ),
        "unix socket": Program(
            "a service of the machine",
            "import socket\ndef f(w):\n  s = socket.socket(socket.AF_UNIX)\n"
            "  s.connect(w['socket'])\n  return s.send(b'x')",
            "exception",
            DENIED,
            gaps="D",
        ),
        "name that is looked up": Program(
            "sending by the names that are asked for",
            "import socket\ndef f(w): return socket.getaddrinfo('secret.example.org', 80)",
            "exception",
            "gaierror",
        ),
        "other sockets": Program(
            "netlink, packets, virtual machines, the kernel's ciphers",
            "import socket\ndef f(w): return len(through(*(lambda n=n, k=k: socket.socket(n, k).close()"
            " for n in (1, 2, 10, 16, 17, 31, 38, 40) for k in (1, 2, 3, 5))))",
            "answer",
            value=0,
            gaps="D",
        ),
        "server": Program(
            "a door that stays open",
            "import socket\ndef f(w): return socket.create_server(('127.0.0.1', 0)).getsockname()",
            "exception",
            DENIED,
            gaps="D",
        ),
    }


def _others() -> dict[str, Program]:
    return {
        "killing": Program(
            "the grader, the template, everybody",
            "def f(w): return through(*(lambda p=p: os.kill(p, 0) for p in (w['grader'], os.getppid(), 1)))",
            "answer",
            value=[],
        ),
        "tracing": Program(
            "the grader and the template, by ptrace",
            "def f(w): return through(*(lambda p=p: call(w['calls']['ptrace'], 0x4206, p, 0, 0) for p in"
            " (w['grader'], os.getppid())))",
            "answer",
            value=[],
        ),
        "descriptor of another": Program(
            "pidfd_getfd",
            "def f(w): return through(*(lambda p=p: "
            "os.pidfd_open(p) and 'opened' for p in (w['grader'], os.getppid())))",
            "answer",
            value=[],
            gaps="D",
        ),
        "limits of another": Program(
            "the grader's own limits",
            "import resource\ndef f(w): return resource.prlimit(w['grader'], resource.RLIMIT_CPU)",
            "exception",
            DENIED,
        ),
        "shared memory": Program(
            "a place where two submissions meet",
            "from multiprocessing import shared_memory\ndef f(w): "
            "return through(lambda: call(w['calls']['shmget'], 7, 4096, 0o1666),"
            " lambda: call(w['calls']['msgget'], 7, 0o1666), lambda: "
            "shared_memory.SharedMemory(w['mark'], True, 99).name,"
            " lambda: os.memfd_create('x') and 'memfd')",
            "answer",
            value=[],
            harmless=False,
        ),
        "lock": Program(
            "a lock on a library that nobody gets after it",
            "import fcntl, numpy\nkept = open(numpy.__file__)\ndef f(w): "
            "return fcntl.flock(kept, fcntl.LOCK_EX | fcntl.LOCK_NB)",
            "answer",
            value=None,
        ),
    }


def _kernel() -> dict[str, Program]:
    calls = (
        "io_uring_setup bpf perf_event_open userfaultfd keyctl add_key mount umount2 unshare setns chroot pivot_root"
        " init_module personality ptrace kcmp memfd_create execveat fanotify_init inotify_init1 timer_create mlock"
        " setuid setgid setgroups capset sethostname reboot swapon acct mknodat landlock_create_ruleset seccomp"
    ).split()
    return {
        "calls of the kernel": Program(
            "doors that no computation needs",
            f"def f(w):\n  found = []\n  for name in {calls}:\n    ctypes.set_errno(0)\n"
            "    libc.syscall(w['calls'][name], -1, -1, -1, -1, -1)\n"
            "    if ctypes.get_errno() not in (1, 38): found.append(name)\n  return found",
            "answer",
            value=[],
            harmless=False,
        ),
        "namespace of its own": Program(
            "root in a namespace of its own",
            "def f(w): return call(w['calls']['unshare'], 0x10000000)",
            "exception",
            DENIED,
            gaps="D",
        ),
        "calls of another machine": Program(
            "a filter that knows one set of numbers only: int 0x80 on x86-64, which is another machine's on arm64",
            """
import mmap
def f(w):
    code = bytes.fromhex('b814000000cd80c3') if w['machine'] == 'x86_64' else bytes(4)
    page = mmap.mmap(-1, 4096, prot=7)
    page.write(code)
    run = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    return run()
""",
            "killed",
            says="crashed (SIG",
            gaps="D",
        ),
        "program": Program(
            "another program in its place",
            "def f(w): return os.execv('/bin/echo', ['echo', 'got through'])",
            "exception",
            DENIED,
            gaps="D",
        ),
        "shell": Program("a shell", "def f(w): return os.system('true') == 0", "answer", value=False, gaps="D"),
        "another user": Program(
            "root's rights",
            "def f(w): return through(lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]))",
            "answer",
            value=[],
        ),
        "terminal": Program(
            "typing into the terminal of whoever grades",
            "import fcntl\ndef f(w): return through(lambda: fcntl.ioctl(0, "
            "0x5412, b'x'), lambda: fcntl.ioctl(1, 0x5412, b'x'),"
            " lambda: os.open('/dev/tty', os.O_RDWR))",
            "answer",
            value=[],
        ),
        "wild pointer": Program("a crash", "def f(w): ctypes.string_at(0)", "killed", says="SIGSEGV"),
        "abort": Program("a crash", "def f(w): os.abort()", "killed", says="SIGABRT"),
    }


def _residue() -> dict[str, Program]:
    return {
        "files for the next": Program(
            "a file that the next submission finds",
            "def f(w): return through(*(lambda d=d: "
            "os.close(os.open(d + '/' + w['mark'], os.O_CREAT | os.O_RDWR)) for d in"
            " ('.', '..', '/tmp', '/var/tmp', '/dev/shm', '/run', w['folder'])))",
            "answer",
            value=[],
            gaps="CD",
        ),
        "links and pipes": Program(
            "a link to what is hidden, for the grader to follow",
            "def f(w):\n  to = w['folder'] + '/' + w['mark']\n"
            "  return through(lambda: os.symlink(w['file'], to), lambda: os.mkfifo(to),"
            " lambda: os.mkdir(to), lambda: os.link('solution.py', to), lambda: os.rename(w['file'], to))",
            "answer",
            value=[],
            gaps="D",
        ),
        "its own file": Program(
            "another solution on the disk than the one that was read",
            "def f(w): return through(lambda: open('solution.py', 'a'), lambda: os.unlink('solution.py'),"
            " lambda: os.chmod('solution.py', 0o600), lambda: "
            "os.utime('solution.py'), lambda: os.mkdir('__pycache__'))",
            "answer",
            value=[],
        ),
        "libraries": Program(
            "the library that the next submission imports",
            "import numpy\ndef f(w): return through(lambda: "
            "open(numpy.__file__, 'a'), lambda: os.utime(numpy.__file__),"
            " lambda: open(os.path.dirname(numpy.__file__) + '/' + w['mark'], "
            "'w'), lambda: os.chmod(numpy.__file__, 0o777))",
            "answer",
            value=[],
        ),
        "hidden file overwritten": Program(
            "the hidden tests themselves",
            "def f(w): return through(lambda: open(w['file'], 'a'), lambda: "
            "os.truncate(w['file'], 0), lambda: os.chmod(w['file'], 0o777))",
            "answer",
            value=[],
        ),
        "generators": Program(
            "the numbers that the next submission draws",
            "import random, numpy as np\ndef f(w): random.seed(7); np.random.seed(7); return random.random()",
            "answer",
        ),
    }
