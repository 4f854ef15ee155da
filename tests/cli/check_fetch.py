#!/usr/bin/env python3
"""Fetches files from a server on the loopback interface that misbehaves in one way after the other.

    check_fetch.py --binary NASSCAPE --fetcher FETCH_FILE [--failer LIBRARY]

The server answers each request by the next of a list of plans and keeps the ranges that were asked for. FETCH_FILE is
unit/fetch_file.c: only files with a published sum can be fetched by the program itself. LIBRARY is
fault/failing_calls.c; without it, as in builds with sanitizers, no system call is made to fail.
"""
import argparse
import concurrent.futures
import errno
import fcntl
import hashlib
import http.server
import itertools
import os
import pathlib
import random
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from checks import Skipped
from run import HANGS_S

SIZE_AT_MOST = 3_200_000
CONTENT = random.Random(1).randbytes(3_000_000)
OTHER = random.Random(2).randbytes(3_000_000)
COMPLETE_RUN = pathlib.Path(os.environ.get("NASSCAPE_TEST_DATA", "")) / "nb101_run1_test108.npy"
ATTEMPTS = 5
OK, FAILED, USAGE, INVALID, MISSING = range(5)
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
PROGRAMS = argparse.Namespace()


def sum_of(content):
    return hashlib.sha256(content).hexdigest()


def unfinished(begin, whole=CONTENT, size_at_most=SIZE_AT_MOST):
    """A file that an earlier call has left: the bytes that came, a hole, and the mark."""
    mark = f"\nnasscape data fetch: {len(begin):020} bytes of the file with SHA-256 {sum_of(whole)}\n".encode()
    return begin.ljust(size_at_most, b"\0") + mark.ljust(160, b"\0")


class Plan:
    """One answer. `drop`: the connection ends after so many bytes of it; `pace_s`: a pause after each of 30 pieces."""

    def __init__(self, content=CONTENT, code=200, ranges=True, drop=None, pace_s=0.0, shift=0, sized=True,
                 location=None):
        self.content, self.code, self.ranges, self.drop = content, code, ranges, drop
        self.pace_s, self.shift, self.sized, self.location = pace_s, shift, sized, location


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        plan = self.server.next_plan(self.headers.get("Range"))
        code, begin, body = plan.code, 0, plan.content
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if code == 200 and plan.ranges and asked:
            begin = int(asked[1]) + plan.shift
            code, body = (206, body[begin:]) if begin < len(body) else (416, b"no such range")
        elif code != 200:
            body = b"" if code == 204 else b"an error page"
        self.send_response(code)
        if code == 206:
            self.send_header("Content-Range", f"bytes {begin}-{len(plan.content) - 1}/{len(plan.content)}")
        if code == 416:
            self.send_header("Content-Range", f"bytes */{len(plan.content)}")
        if plan.location:
            self.send_header("Location", plan.location)
        if not plan.sized:
            self.send_header("Connection", "close")
        elif code != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.send_body(body, plan)

    def send_body(self, body, plan):
        piece = max(1, len(body) // 30)
        end = len(body) if plan.drop is None else min(plan.drop, len(body))
        try:
            for begin in range(0, end, piece):
                self.wfile.write(body[begin:min(begin + piece, end)])
                time.sleep(plan.pace_s)
        except OSError:
            pass
        if plan.drop is not None or not plan.sized:
            self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    """Plans are used up one a request; the last one stays."""

    daemon_threads = True

    def __init__(self, *plans):
        super().__init__(("127.0.0.1", 0), Handler)
        self.plans, self.asked, self.lock = list(plans), [], threading.Lock()
        self.address = f"http://127.0.0.1:{self.server_address[1]}/file"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def next_plan(self, asked_range):
        with self.lock:
            self.asked.append(asked_range)
            return self.plans.pop(0) if len(self.plans) > 1 else self.plans[0]

    def handle_error(self, request, client_address):
        pass


class Case:
    """A folder of its own, what is fetched into it, and what is expected there."""

    def __init__(self, folder, *plans):
        self.folder = pathlib.Path(folder)
        self.path, self.part = self.folder / "file", self.folder / "file.part"
        self.server = Server(*plans) if plans else None

    def fetch(self, code, message="", content=CONTENT, address=None, path=None, environment=None, **keywords):
        command = [PROGRAMS.fetcher, address or self.server.address, path or self.path, sum_of(content),
                   str(SIZE_AT_MOST)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=HANGS_S,
                             env={**ENVIRONMENT, **(environment or {})}, **keywords)
        if code is None:
            return run
        if run.returncode != code or message not in run.stderr or (code != OK) != bool(run.stderr):
            raise AssertionError(f"code {run.returncode}, not {code}; {run.stderr!r}, not {message!r}")
        return run

    def asked(self, *ranges):
        expected = [begin if begin is None else f"bytes={begin}-" for begin in ranges]
        if self.server.asked != expected:
            raise AssertionError(f"asked for {self.server.asked}, not {expected}")

    def has_part(self, begin):
        self.part.write_bytes(unfinished(begin))

    def holds(self, path=None, part=None):
        for name, expected in ((self.path, path), (self.part, part if part is None else unfinished(part))):
            found = name.read_bytes() if name.exists() else None
            if found != expected:
                raise AssertionError(f"{name.name} holds {found and len(found)}, not {expected and len(expected)} "
                                     "bytes, or others")


def whole(folder):
    case = Case(folder, Plan())
    run = case.fetch(OK)
    case.asked(None)
    case.holds(path=CONTENT)
    stages = [line.split()[0] for line in run.stdout.splitlines()]
    assert set(stages) == {"download", "checksum"}, stages
    case.fetch(OK)  # there already
    case.asked(None)


def empty(folder):
    case = Case(folder, Plan(content=b""))
    case.fetch(OK, content=b"")
    case.holds(path=b"")


def dropped(folder):
    case = Case(folder, Plan(drop=1_000_000), Plan(drop=500_000), Plan())
    run = case.fetch(OK)
    case.asked(None, 1_000_000, 1_500_000)
    case.holds(path=CONTENT)
    fractions = [float(line.split()[1]) for line in run.stdout.splitlines() if line.startswith("download")]
    assert fractions == sorted(fractions) and 0 <= fractions[0] and fractions[-1] == 1, fractions


def dropped_without_ranges(folder):
    case = Case(folder, Plan(ranges=False, drop=1_000_000), Plan(ranges=False))
    case.fetch(OK)
    case.asked(None, 1_000_000)
    case.holds(path=CONTENT)


def dropped_for_ever(folder):
    case = Case(folder, Plan(drop=100_000))
    case.fetch(FAILED, "cannot fetch")
    case.asked(None, *range(100_000, ATTEMPTS * 100_000, 100_000))
    case.holds(part=CONTENT[:ATTEMPTS * 100_000])
    case.server.plans = [Plan()]
    case.fetch(OK)
    assert case.server.asked[-1] == f"bytes={ATTEMPTS * 100_000}-"
    case.holds(path=CONTENT)


def changed_after_a_drop(folder):
    case = Case(folder, Plan(content=OTHER, drop=1_000_000), Plan())
    case.fetch(OK)
    case.asked(None, 1_000_000, None)
    case.holds(path=CONTENT)


def changed_into_a_wrong_file(folder):
    case = Case(folder, Plan(drop=1_000_000), Plan(content=OTHER))
    case.fetch(INVALID, sum_of(OTHER))
    case.asked(None, 1_000_000, None)
    case.holds()


def changing_for_ever(folder):
    case = Case(folder, Plan(drop=1_000_000), Plan(content=OTHER), Plan(drop=1_000_000), Plan(content=OTHER))
    case.fetch(INVALID, sum_of(CONTENT[:1_000_000] + OTHER[1_000_000:]))
    case.asked(None, 1_000_000, None, 1_000_000)
    case.holds()


def part_of_an_earlier_call(folder):
    case = Case(folder, Plan())
    case.has_part(CONTENT[:2_000_000])
    case.fetch(OK)
    case.asked(2_000_000)
    case.holds(path=CONTENT)


def part_of_another_file(folder):
    case = Case(folder, Plan())
    case.has_part(OTHER[:2_000_000])
    case.fetch(OK)
    case.asked(2_000_000, None)
    case.holds(path=CONTENT)


def part_is_whole(folder):
    case = Case(folder, Plan())
    case.has_part(CONTENT)
    case.fetch(OK)
    case.asked(len(CONTENT))
    case.holds(path=CONTENT)


def part_is_another_file(folder):
    case = Case(folder, Plan())
    case.has_part(OTHER)
    case.fetch(OK)
    case.asked(len(OTHER), None)
    case.holds(path=CONTENT)


def part_is_too_long(folder):
    case = Case(folder, Plan(), Plan(drop=1_000_000), Plan())
    case.has_part(CONTENT + b"and more")
    case.fetch(OK)
    case.asked(len(CONTENT) + 8, None, 1_000_000)
    case.holds(path=CONTENT)


def part_and_no_ranges(folder):
    case = Case(folder, Plan(ranges=False))
    case.has_part(OTHER)
    case.fetch(OK)
    case.asked(len(OTHER))
    case.holds(path=CONTENT)


def part_and_an_empty_file(folder):
    case = Case(folder, Plan(content=b"", ranges=False))
    case.has_part(OTHER)
    case.fetch(INVALID, sum_of(b""))
    case.holds()


def other_range_than_asked(folder):
    case = Case(folder, Plan(shift=1000), Plan())
    case.has_part(CONTENT[:2_000_000])
    case.fetch(OK)
    case.asked(2_000_000, None)
    case.holds(path=CONTENT)


def wrong_file(folder):
    case = Case(folder, Plan(content=OTHER))
    run = case.fetch(INVALID, sum_of(OTHER))
    assert sum_of(CONTENT) in run.stderr
    case.asked(None)
    case.holds()


def cut_off_without_a_length(folder):
    case = Case(folder, Plan(sized=False, drop=1_000_000))
    case.fetch(INVALID, sum_of(CONTENT[:1_000_000]))
    case.holds()


def whole_without_a_length(folder):
    case = Case(folder, Plan(sized=False))
    case.fetch(OK)
    case.holds(path=CONTENT)


def not_there(folder):
    case = Case(folder, Plan(code=404))
    case.fetch(MISSING, "404")
    case.holds()
    case.has_part(CONTENT[:1000])
    case.fetch(MISSING, "404")
    case.asked(None, 1000)
    case.holds(part=CONTENT[:1000])


def refused(folder):
    case = Case(folder, Plan(code=403), Plan(code=204))
    case.fetch(FAILED, "403")
    case.holds()
    case.has_part(CONTENT[:1000])
    case.fetch(FAILED, "204")
    case.asked(None, 1000)
    case.holds(part=CONTENT[:1000])


def busy(folder):
    case = Case(folder, Plan(code=503), Plan(code=429), Plan())
    case.fetch(OK)
    case.asked(None, None, None)
    case.holds(path=CONTENT)


def busy_for_ever(folder):
    case = Case(folder, Plan(code=503))
    case.fetch(FAILED, "503")
    case.asked(*[None] * ATTEMPTS)
    case.holds()


def unreachable(folder):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        case = Case(folder)
        case.fetch(FAILED, "127.0.0.1", address=f"http://127.0.0.1:{taken.getsockname()[1]}/file")
        case.holds()


def redirected(folder):
    target = Server(Plan(drop=1_000_000), Plan())
    case = Case(folder, Plan(code=302, location=target.address))
    case.fetch(OK)
    case.asked(None, 1_000_000)
    assert target.asked == [None, "bytes=1000000-"]
    case.holds(path=CONTENT)


def redirected_astray(folder):
    source = pathlib.Path(folder) / "source"
    source.write_bytes(CONTENT)
    case = Case(folder, Plan(code=302, location=source.as_uri()), Plan(code=302, location="/file"))
    case.fetch(INVALID, "cannot fetch")
    case.asked(None)
    case.fetch(FAILED, "cannot fetch")  # in a circle
    case.fetch(INVALID, "cannot fetch", address=source.as_uri())
    case.fetch(INVALID, "cannot fetch", address="http://[::1/file")
    case.holds()


def slow(folder):
    case = Case(folder, Plan(pace_s=0.05))
    run = case.fetch(OK)
    case.asked(None)
    case.holds(path=CONTENT)
    fractions = [line for line in run.stdout.splitlines() if line.startswith("download")]
    assert len(set(fractions)) > 10, fractions


def received(part):
    """The number of bytes that the mark counts."""
    found = re.search(rb"\nnasscape data fetch: (\d{20}) bytes", part.read_bytes() if part.exists() else b"")
    return int(found[1]) if found else 0


def killed(folder):
    case = Case(folder, Plan(pace_s=0.1), Plan())
    command = [PROGRAMS.fetcher, case.server.address, case.path, sum_of(CONTENT), str(SIZE_AT_MOST)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=ENVIRONMENT) as process:
        deadline = time.monotonic() + HANGS_S
        while received(case.part) < 500_000:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.kill()
    size = received(case.part)
    assert case.part.read_bytes()[:size] == CONTENT[:size]
    case.fetch(OK)
    case.asked(None, size)
    case.holds(path=CONTENT)


def disk_full(folder):
    def no_room():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    case = Case(folder, Plan())
    case.fetch(FAILED, "cannot write", preexec_fn=no_room, restore_signals=False)
    case.holds()
    case.fetch(OK)
    case.holds(path=CONTENT)


def part_is_a_link(folder):
    """A link that someone has planted leads to a file that is neither written nor removed."""
    case = Case(folder, Plan())
    precious = case.folder / "precious"
    for content in (None, b"", b"precious", unfinished(CONTENT[:1000])):
        precious.unlink(missing_ok=True)
        if content is not None:
            precious.write_bytes(content)
        case.part.symlink_to("precious")
        case.fetch(INVALID, "link")
        assert case.part.is_symlink() and (precious.read_bytes() if precious.exists() else None) == content
        case.part.unlink()
        if content is not None:
            os.link(precious, case.part)
            case.fetch(INVALID, "another name")
            assert case.part.samefile(precious) and precious.read_bytes() == content
            case.part.unlink()
    case.asked()


def part_is_not_ours(folder):
    """A file of that name that was not begun by an earlier call for the same file is neither written nor removed."""
    case = Case(folder, Plan())
    marked = unfinished(CONTENT[:1000])
    for content in (b"precious", CONTENT[:1000], CONTENT + OTHER, marked[:-1], marked + b"\n",
                    marked[:-160] + bytes(160), unfinished(CONTENT[:1000], OTHER),
                    unfinished(CONTENT[:1000], size_at_most=SIZE_AT_MOST - 1),
                    marked.replace(b"00001000 bytes", b"99999999 bytes"), marked.replace(b"0001000 b", b"     -1 b")):
        case.part.write_bytes(content)
        case.fetch(INVALID, "file.part")
        assert case.part.read_bytes() == content and not case.path.exists(), content[:80]
    case.asked()


def part_of_another_user(folder):
    if os.geteuid() != 0:
        raise Skipped("root, who alone can make files of other users")
    case = Case(folder, Plan())
    case.has_part(CONTENT[:1000])
    os.chown(case.part, 65534, 65534)
    case.fetch(INVALID, "another user")
    case.asked()
    case.holds(part=CONTENT[:1000])


def part_was_about_to_be_renamed(folder):
    """What a kill between the last two steps leaves: all bytes, and no mark any more."""
    case = Case(folder, Plan())
    case.part.write_bytes(CONTENT)
    case.fetch(OK)
    case.asked()
    case.holds(path=CONTENT)


def empty_part(folder):
    case = Case(folder, Plan())
    case.part.touch()
    case.fetch(OK)
    case.asked(None)
    case.holds(path=CONTENT)


def made_meanwhile(folder):
    """Something else makes the file while it is downloaded: both stay."""
    case = Case(folder, Plan(pace_s=0.05))
    command = [PROGRAMS.fetcher, case.server.address, case.path, sum_of(CONTENT), str(SIZE_AT_MOST)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENVIRONMENT) as process:
        deadline = time.monotonic() + HANGS_S
        while received(case.part) == 0:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        case.path.write_bytes(b"precious")
        _, errors = process.communicate(timeout=HANGS_S)
    assert process.returncode == INVALID and b"file.part" in errors, errors
    assert case.path.read_bytes() == b"precious" and case.part.read_bytes() == CONTENT


def too_large(folder):
    """No more than the published size: as the server announces it, and as it comes."""
    large = CONTENT + OTHER
    case = Case(folder, Plan(content=large), Plan(content=large, sized=False), Plan(content=large))
    for _ in range(2):
        case.fetch(INVALID, f"larger than {SIZE_AT_MOST} bytes")
        case.holds()
    case.has_part(CONTENT[:1000])
    case.fetch(INVALID, f"larger than {SIZE_AT_MOST} bytes")
    case.asked(None, None, 1000)
    case.holds(part=CONTENT[:1000])


def too_large_from_the_start(folder):
    """Bytes of a wrong file that took the place of the part are not left to be continued, however few they are."""
    case = Case(folder, Plan(content=CONTENT + OTHER, ranges=False, sized=False))
    case.has_part((OTHER + CONTENT)[:SIZE_AT_MOST])
    case.fetch(INVALID, f"larger than {SIZE_AT_MOST} bytes")
    case.asked(SIZE_AT_MOST)
    case.holds()


def renaming_without_renameat2(folder):
    """Old kernels, some file systems and some containers cannot rename without replacing: the download is complete."""
    if PROGRAMS.failer is None:
        return
    for reason in (errno.EINVAL, errno.ENOSYS, errno.EPERM):
        case = Case(folder, Plan())
        case.fetch(OK, environment={"LD_PRELOAD": PROGRAMS.failer, "FAILING_CALLS": f"1:{reason}",
                                    "FAILING_CALLS_NAME": "rename"})
        case.holds(path=CONTENT)
        case.path.unlink()


def failing_calls(folder):
    """Each call that fails ends the download with its reason; what is left is resumed, or in the way of nothing."""
    if PROGRAMS.failer is None:
        return
    case = Case(folder, Plan())
    log = case.folder / "calls"

    def fetch(name, number, reason):
        """The run, and the names of its calls."""
        log.write_text("")
        run = case.fetch(None, environment={"LD_PRELOAD": PROGRAMS.failer, "FAILING_CALLS": f"{number}:{reason}",
                                            "FAILING_CALLS_NAME": name, "FAILING_CALLS_LOG": str(log)})
        return run, [line.split("\t")[0] for line in log.read_text().splitlines()]

    run, calls = fetch("none", 0, 0)
    assert run.returncode == OK and {"pwrite", "fsync", "rename"} <= set(calls), (run, calls)
    reasons = itertools.cycle((errno.ENOSPC, errno.EIO, errno.EDQUOT))
    for name in sorted(set(calls)):
        # As many pieces as the network brings are written: few others are.
        count = calls.count(name)
        for number in range(1, count + 1) if count < 10 else (1, 2, 3, count // 2):
            case.path.unlink()
            reason = next(reasons)
            run, calls_now = fetch(name, number, reason)
            if name == "close":
                assert run.returncode == OK, run
            else:
                assert run.returncode == FAILED and os.strerror(reason) in run.stderr and str(case.path) in run.stderr, \
                    (name, number, run)
            if case.path.exists():  # only its folder was not synced
                assert run.returncode == OK or name == "fsync" and "rename" in calls_now, (name, number, run)
            case.fetch(OK)
            case.holds(path=CONTENT)


def two_at_once(folder):
    case = Case(folder, Plan())
    case.has_part(CONTENT[:1000])
    with open(case.part, "rb") as part:
        fcntl.flock(part, fcntl.LOCK_EX)
        case.fetch(FAILED, "another process")
    case.asked()
    case.holds(part=CONTENT[:1000])


def in_the_way(folder):
    case = Case(folder, Plan())
    case.path.write_bytes(OTHER)
    run = case.fetch(INVALID, sum_of(OTHER))
    assert sum_of(CONTENT) in run.stderr
    case.holds(path=OTHER)
    case.fetch(INVALID, "folder", path=folder)
    case.fetch(MISSING, "No such", path=case.folder / "nowhere" / "file")
    case.fetch(MISSING, "Not a", path=case.path / "file")
    case.fetch(FAILED, "too long", path=case.folder / ("f" * 255))
    os.mkfifo(case.folder / "pipe")
    case.fetch(INVALID, "regular", path=case.folder / "pipe")
    os.mkfifo(case.folder / "second.part")
    case.fetch(INVALID, "regular", path=case.folder / "second")
    (case.folder / "third.part").mkdir()
    case.fetch(FAILED, "third.part", path=case.folder / "third")
    case.asked()


def by_the_program(folder):
    case = Case(folder, Plan())

    def run(name, *options):
        return subprocess.run([PROGRAMS.binary, "data", "fetch", name, *options], capture_output=True, text=True,
                              timeout=HANGS_S, env=ENVIRONMENT)

    for name, published in (("full", "3d64db8180fb1b0207212f9032205064312b6907a3bbc81eabea10db2f5c7e9c"),
                            ("only108", "4c39c3936e36a85269881d659e44e61a245babcb72cb374eacacf75d0e5f4fd1"),
                            ("run1", "b4fef45e66f986cbbdd1dd182a0456438a7e34e3124c2929300c87c0ef25fcc5")):
        wrong = run(name, "-o", str(case.path), "--address", case.server.address)
        assert wrong.returncode == INVALID and published in wrong.stderr and sum_of(CONTENT) in wrong.stderr, wrong
    case.asked(None, None, None)
    case.holds()
    case.server.plans = [Plan(code=404)]
    missing = run("full", "-o", str(case.path), "--address", case.server.address)
    assert missing.returncode == MISSING, missing
    unknown = run("half", "-o", str(case.path), "--address", case.server.address)
    assert unknown.returncode == USAGE and "half" in unknown.stderr and "run1" in unknown.stderr, unknown
    case.asked(None, None, None, None)
    case.holds()


def the_complete_run(folder):
    """Dropped half-way, resumed, recognised, and read."""
    if not COMPLETE_RUN.exists():
        raise Skipped(COMPLETE_RUN.name)
    content = COMPLETE_RUN.read_bytes()
    case = Case(folder, Plan(content=content, drop=1_500_000), Plan(content=content))
    command = [PROGRAMS.binary, "data", "fetch", "run1", "-o", str(case.path), "--address", case.server.address]
    run = subprocess.run(command, capture_output=True, text=True, timeout=HANGS_S, env=ENVIRONMENT)
    assert run.returncode == OK and "--order hash" in run.stderr, run
    case.asked(None, 1_500_000)
    case.holds(path=content)
    top = subprocess.run([PROGRAMS.binary, "query", "top", "--data", str(case.path), "--order", "hash", "-n", "1"],
                         capture_output=True, text=True, timeout=HANGS_S, env=ENVIRONMENT)
    assert top.returncode == OK and "0.9466145634651184" in top.stdout, top  # the published best single run


CASES = [whole, empty, dropped, dropped_without_ranges, dropped_for_ever, changed_after_a_drop,
         changed_into_a_wrong_file, changing_for_ever, part_of_an_earlier_call, part_of_another_file, part_is_whole,
         part_is_another_file, part_is_too_long, part_and_no_ranges, part_and_an_empty_file, other_range_than_asked,
         wrong_file, cut_off_without_a_length, whole_without_a_length, not_there, refused, busy, busy_for_ever,
         unreachable, redirected, redirected_astray, slow, killed, disk_full, part_is_a_link,
         part_is_not_ours, part_of_another_user, part_was_about_to_be_renamed, empty_part, made_meanwhile, too_large,
         too_large_from_the_start, renaming_without_renameat2, failing_calls, two_at_once, in_the_way, by_the_program,
         the_complete_run]


def attempt(case):
    with tempfile.TemporaryDirectory(prefix="nasscape-test-") as folder:
        try:
            case(folder)
        except Skipped as reason:
            print(f"skipped: {case.__name__}, for lack of {reason}")
        except (AssertionError, OSError, subprocess.TimeoutExpired) as reason:
            return f"FAILED: {case.__name__}: {reason}"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--fetcher", required=True)
    parser.add_argument("--failer")
    parser.parse_args(namespace=PROGRAMS)
    # They mostly wait.
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        failures = [failure for failure in pool.map(attempt, CASES) if failure is not None]
    print(*failures, f"{len(CASES)} cases, {len(failures)} of them failed", sep="\n")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
