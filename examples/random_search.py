#!/usr/bin/env python3
"""Random search in ten lines. usage: random_search.py [options of `nasscape search serve`]"""
import json
import subprocess
import sys
command = ["nasscape", "search", "serve", *sys.argv[1:]]
with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
    def ask(**request):
        print(json.dumps(request), file=server.stdin, flush=True)
        return json.loads(server.stdout.readline())
    while not ask(evaluate=ask(draw=1)["candidates"][0])["ended"]:
        pass
    print(json.dumps(ask(state=True)["incumbent"]))
