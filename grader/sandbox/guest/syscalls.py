"""The system calls that a student's code may make, with their numbers on x86-64 and arm64.

Numbers as in Linux's `arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/unistd.h`; `-` where
the architecture has no such call.
"""

NEWEST = 463
"""The last number that was known when this was written; what is above it is answered as "no such call"."""

_PLAIN = """
read 0 63; write 1 64; readv 19 65; writev 20 66; pread64 17 67; pwrite64 18 68; preadv 295 69; pwritev 296 70
preadv2 327 286; pwritev2 328 287; open 2 -; openat 257 56; openat2 437 437; close 3 57; close_range 436 436
lseek 8 62; stat 4 -; fstat 5 80; lstat 6 -; newfstatat 262 79; statx 332 291; access 21 -; faccessat 269 48
faccessat2 439 439; readlink 89 -; readlinkat 267 78; getdents 78 -; getdents64 217 61; getcwd 79 17; chdir 80 49
fchdir 81 50; dup 32 23; dup2 33 -; dup3 292 24; pipe 22 -; pipe2 293 59; poll 7 -; ppoll 271 73; select 23 -
pselect6 270 72; epoll_create 213 -; epoll_create1 291 20; epoll_ctl 233 21; epoll_wait 232 -; epoll_pwait 281 22
eventfd2 290 19; flock 73 32; fsync 74 82; fdatasync 75 83; fadvise64 221 223; statfs 137 43
fstatfs 138 44; umask 95 166; mmap 9 222; mprotect 10 226; munmap 11 215; mremap 25 216; madvise 28 233; brk 12 214
msync 26 227; mincore 27 232; membarrier 324 283; rt_sigaction 13 134; rt_sigprocmask 14 135; rt_sigreturn 15 139
rt_sigpending 127 136; rt_sigtimedwait 128 137; rt_sigsuspend 130 133; sigaltstack 131 132; pause 34 -
restart_syscall 219 128; alarm 37 -; setitimer 38 103; getitimer 36 102; getpid 39 172; gettid 186 178
getppid 110 173; getuid 102 174; geteuid 107 175; getgid 104 176; getegid 108 177; getgroups 115 158
getresuid 118 148; getresgid 120 150; getpgrp 111 -; getpgid 121 155; getsid 124 156; uname 63 160; sysinfo 99 179
times 100 153; getrusage 98 165; getrlimit 97 163; clock_gettime 228 113; clock_getres 229 114
clock_nanosleep 230 115; nanosleep 35 101; gettimeofday 96 169; time 201 -; futex 202 98; futex_waitv 449 449
set_robust_list 273 99; get_robust_list 274 100; rseq 334 293; set_tid_address 218 96; arch_prctl 158 -
sched_yield 24 124; sched_getaffinity 204 123; sched_getparam 143 121
sched_getscheduler 145 120; sched_get_priority_max 146 125; sched_get_priority_min 147 126; getcpu 309 168
getpriority 140 141; getrandom 318 278; exit 60 93; exit_group 231 94; wait4 61 260; waitid 247 95
"""

_ASKED_ABOUT = """
clone 56 220; clone3 435 435; kill 62 129; tgkill 234 131; prctl 157 167; ioctl 16 29
prlimit64 302 261; fcntl 72 25
"""
"""Allowed or not by their arguments."""

_ON_A_DEVICE = """
memfd_create 319 279; ftruncate 77 46; fallocate 285 47; mkdir 83 -; mkdirat 258 34; rmdir 84 -; unlink 87 -
unlinkat 263 35; rename 82 -; renameat 264 38; renameat2 316 276; mlock 149 228; mlock2 325 284; munlock 150 229
mlockall 151 230; munlockall 152 231; bind 49 200; listen 50 201; getsockname 51 204; getsockopt 55 209
timerfd_create 283 85; timerfd_settime 286 86; timerfd_gettime 287 87; sendfile 40 71
"""
"""Allowed too where a program is trained on a device: see `grader.sandbox.guest.seccomp`."""

_ASKED_ON_A_DEVICE = "socket 41 198; setsockopt 54 208"

_FEIGNED = """
sched_setaffinity 203 122; sched_setscheduler 144 119; sched_setparam 142 118; sched_setattr 314 274
setpriority 141 140
"""
"""Answered there as done, and not done: a library that sets its threads in order goes on."""


def _table(text: str) -> dict[str, tuple[int | None, int | None]]:
    rows = (row.split() for row in text.replace("\n", ";").split(";") if row.strip())
    return {name: (_number(x86), _number(arm)) for name, x86, arm in rows}


def _number(text: str) -> int | None:
    return None if text == "-" else int(text)


PLAIN = _table(_PLAIN)
ASKED_ABOUT = _table(_ASKED_ABOUT)
ON_A_DEVICE = _table(_ON_A_DEVICE)
ASKED_ON_A_DEVICE = _table(_ASKED_ON_A_DEVICE)
FEIGNED = _table(_FEIGNED)
