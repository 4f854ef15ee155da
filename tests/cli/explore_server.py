"""A server of `nasscape explore` for tests, and what the command line says to the same question."""
import contextlib
import http.client
import json
import signal
import socket
import subprocess
import time

import checks

CODES = {checks.OK: 200, checks.FAILED: 500, checks.USAGE: 400, checks.INVALID: 422, checks.MISSING: 404}


def default_signals():
    """Under a shell without job control SIGINT is ignored; here it is as on a terminal."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Server:
    """A running server; its options name the landscape for the command line as well."""

    def __init__(self, *options, folder=None):
        self.options, self.folder = options, folder
        self.process = subprocess.Popen([checks.PROGRAM.binary, "explore", "--port", "0", *options], cwd=folder,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                                        preexec_fn=default_signals)
        self.address = self.process.stdout.readline().rstrip("\n")
        assert self.address.startswith("http://127.0.0.1:") and self.address.endswith("/"), self.address
        self.port = int(self.address.rsplit(":", 1)[1].rstrip("/"))

    def options_named(self):
        """Names of the options that the command line of the server has."""
        return [word[2:] for word in self.options if word.startswith("--")]

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        self.process.stdout.close()
        return self.process.wait(timeout=checks.HANGS_S)

    def ask(self, path, method="GET", headers=None, body=None):
        """Status, headers and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=checks.HANGS_S)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def api(self, path, code=200):
        """What an address below /api/v1 answers, as JSON."""
        status, headers, body = self.ask(f"/api/v1/{path}")
        assert status == code, f"{path}: {status}, not {code}: {body[:300]}"
        assert headers["Content-Type"] == "application/json", headers["Content-Type"]
        return json.loads(body)

    def raw(self, request, ended=False):
        """The first line that the server answers to these bytes; empty if it closes the connection without a word."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=checks.HANGS_S) as connection:
            try:
                connection.sendall(request)
                if ended:
                    connection.shutdown(socket.SHUT_WR)
                return connection.recv(65536).split(b"\r\n", 1)[0].decode("latin-1")
            except OSError:  # the server has closed it already
                return ""

    def same_as_command_line(self, path, *words):
        """The answer is the JSON that the command prints, or the message with which it fails."""
        command = [checks.PROGRAM.binary, *words, *self.options]
        done = subprocess.run(command, capture_output=True, cwd=self.folder, timeout=checks.HANGS_S)
        status, _, body = self.ask(f"/api/v1/{path}")
        assert status == CODES[done.returncode], f"{path}: {status}; {words}: {done.returncode}; {body[:300]}"
        if done.returncode == checks.OK:
            assert body == done.stdout, f"{path}: {body[:300]} is not {done.stdout[:300]} of {words}"
        else:
            reason = json.loads(body)["error"]
            assert reason in done.stderr.decode(), f"{path}: {reason!r} is not in {done.stderr!r} of {words}"


@contextlib.contextmanager
def server(*options, folder=None):
    running = Server(*options, folder=folder)
    try:
        yield running
        assert running.process.poll() is None, "the server has ended by itself"
    finally:
        running.end()


def wait_for(state):
    """Until it holds; a test that waits in vain ends by its time limit."""
    until = time.monotonic() + checks.HANGS_S
    while not state():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
