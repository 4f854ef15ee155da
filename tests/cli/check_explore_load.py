"""explore under load: 10,000 requests from 8 connections, all answered, with bounded memory; times are printed for
tests/bench. `--long` also waits for connections that say nothing, or too little too slowly, to be closed."""
import http.client
import re
import socket
import sys
import threading
import time

import checks
from explore_server import server

CONNECTIONS, REQUESTS = 8, 10_000
GROWTH_MB = 64
LONG = "--long" in sys.argv
if LONG:
    sys.argv.remove("--long")
MAP = "/api/v1/map?x=params&y=fitness&x_scale=log&y_scale=rank&columns=250&rows=110"


def resident_mb(running):
    with open(f"/proc/{running.process.pid}/status", encoding="ascii") as lines:
        return int(re.search(r"VmRSS:\s*(\d+)", lines.read())[1]) / 1024


def quantile(times, share):
    return sorted(times)[min(int(share * len(times)), len(times) - 1)] * 1000


def ask_many(running, paths, times, failures):
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=checks.HANGS_S)
    for path in paths:
        started = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        times.append(time.perf_counter() - started)
        if answer.status != 200 or not body:
            failures.append((path, answer.status))
    connection.close()


def ask_together(running, paths):
    """All paths, spread over the connections; seconds that each took."""
    times, failures = [], []
    threads = [threading.Thread(target=ask_many, args=(running, paths[one::CONNECTIONS], times, failures))
               for one in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures and len(times) == len(paths), (failures[:3], len(times))
    return times


def show(what, times):
    print(f"{what}: {len(times)} requests, p50 {quantile(times, 0.5):.1f} ms, p99 {quantile(times, 0.99):.1f} ms, "
          f"longest {max(times) * 1000:.1f} ms")


def check_load(folder):
    with server() as running:
        ids = [number * 7919 % 423_624 for number in range(REQUESTS)]
        shapes = ("cell/id:{}", "neighbours/id:{}", "cell/id:{}", "neighbours/id:{}?relation=strict")
        paths = ["/api/v1/" + shapes[number % 4].format(one) for number, one in enumerate(ids)]
        ask_together(running, [MAP] * 2 + paths[:200])
        before = resident_mb(running)
        times = ask_together(running, paths)
        show("cells and neighbours", times)
        show("the map", ask_together(running, [MAP] * 100))
        growth = resident_mb(running) - before
        print(f"resident memory: {before:.0f} MB, {growth:+.0f} MB afterwards")
        assert growth < GROWTH_MB, f"{growth:.0f} MB"


def check_slow_ones_are_closed(folder):
    with server("--space", "nb101:vertices=4") as running:
        begun = [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", None]
        connections = [socket.create_connection(("127.0.0.1", running.port)) for _ in begun]
        for connection, request in zip(connections, begun):
            connection.sendall(request or b"GET / HTTP/1.1\r\n")
        started = time.monotonic()
        ended = [False] * len(begun)
        while not all(ended):
            assert time.monotonic() - started < checks.HANGS_S, ended
            try:
                connections[-1].sendall(b"X")  # a byte now and then does not keep it open
            except OSError:
                ended[-1] = True
            for number, connection in enumerate(connections):
                connection.settimeout(0.2)
                try:
                    ended[number] = ended[number] or connection.recv(4096) == b""
                except TimeoutError:
                    pass
                except OSError:
                    ended[number] = True
        print(f"slow connections were closed within {time.monotonic() - started:.0f} s")
        assert running.api("cell/id:1")["id"] == 1


checks.main([check_slow_ones_are_closed] if LONG else [check_load])
