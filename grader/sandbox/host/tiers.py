"""The isolation tier of students' code on this machine, determined by trying to get out of a real child."""

import os
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path

from grader.sandbox.host.session import Session
from grader.sandbox.protocol.values import Failure, Isolation, Limits, Tier

_ATTACKS = ("read", "private", "write", "connect", "fork", "exec", "signal", "trace", "memory", "allocate")
_MARGIN = 64 << 20
_NEEDED = {
    "A": "namespaces (a kernel that lets this user make them, or root outside a container)",
    "B": "Landlock (Linux 5.13 or newer, with landlock among the kernel's security modules) and seccomp",
    "C": "seccomp, and root to give each submission a user of its own",
    "D": "",
}


def probe() -> dict[str, bytes]:
    """The program that tries, and a file for it to read, as a submission."""
    return {"probe.py": (Path(__file__).parents[1] / "guest" / "probe.py").read_bytes(), "data.txt": b"data"}


def usable(session: Session) -> str | None:
    """Whether honest code runs in this cage; if not, what prevents it."""
    answer = session.call("usable", [7])
    return answer.message if isinstance(answer, Failure) else None


def attempts(session: Session, limits: Limits, base: str) -> Mapping[str, bool]:
    """The attacks, and whether each got through. Files to attack are made in a folder below `base`, and removed."""
    with tempfile.TemporaryDirectory(dir=base) as name, socket.create_server(("127.0.0.1", 0)) as server:
        folder = Path(name)
        folder.chmod(0o777)
        for file, mode in (("readable", 0o644), ("private", 0o600)):
            (folder / file).write_text("secret")
            (folder / file).chmod(mode)
        answer = session.call(
            "attacks",
            {
                "readable": str(folder / "readable"),
                "private": str(folder / "private"),
                "folder": name,
                "port": server.getsockname()[1],
                "grader": os.getpid(),
                "memory": limits.memory + _MARGIN,
            },
        )
    if isinstance(answer, Failure) or not isinstance(answer.value, dict):
        return dict.fromkeys(_ATTACKS, True)
    return {attack: answer.value.get(attack) is not False for attack in _ATTACKS}


def judge(through: Mapping[str, bool], facts: Mapping[str, object], limits: Limits) -> Isolation:
    """The tier, and what each part rests on. Pure.

    Args:
        through: the attacks that succeeded.
        facts: `landlock` (the version), `namespaces`, `seccomp` and `user`: what the cage was made of; and `device`,
            for a process on one, whose memory has no bound.
    """
    files = "none" if through["private"] else "user" if through["read"] or through["write"] else "landlock"
    net = "+".join(name for name, key in (("seccomp", "seccomp"), ("namespace", "namespaces")) if facts[key])
    parts = {
        "files": f"{files}{facts['landlock']}" if files == "landlock" else files,
        "net": "open" if through["connect"] else net or "none",
        "procs": "open" if through["fork"] or through["exec"] else "none",
        "mem": "open" if through["allocate"] else f"{limits.memory / 2**30:g}G",
    }
    tolerated = ["read", "write"]
    if "device" in facts:
        parts["device"] = str(facts["device"])
        tolerated.append("allocate")
    serious = any(through[attack] for attack in _ATTACKS if attack not in tolerated)
    return Isolation("D" if serious else _tier(through, bool(facts["namespaces"])), parts)


def short_of(wanted: Tier, isolation: Isolation) -> str | None:
    """A sentence on what is missing for a tier; None if nothing is."""
    if isolation.tier <= wanted:
        return None
    return (
        f"isolation {wanted} is required, and this machine offers {isolation}; {wanted} needs {_NEEDED[wanted]}; "
        "a container with Linux has it"
    )


def _tier(through: Mapping[str, bool], namespaces: bool) -> Tier:
    """The tier where nothing serious got through."""
    if through["read"] or through["write"]:
        return "C"
    return "A" if namespaces else "B"
