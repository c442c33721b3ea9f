OK_FORMAT = True

test = {
    "name": "task",
    "points": 10,
    "suites": [
        {
            "type": "doctest",
            "scored": True,
            "setup": "",
            "teardown": "",
            "cases": [
                {"code": ">>> from benchmarks.peers import task\n>>> task.orthonormal()\nTrue"},
                {"code": ">>> task.stationary()\nTrue"},
                {"code": ">>> task.tokens('train')\n['<sos>', 'I', 'see', 'a', 'dog']"},
                {"code": ">>> task.tokens('eval')\n['<sos>', 'I', 'saw', 'a', 'dog']"},
            ],
        }
    ],
}
