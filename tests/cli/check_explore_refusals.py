"""explore refuses what it must (a foreign Host, malformed, oversized and half-open requests, paths out of the page), says
so with strict headers, and lives on."""
import socket

import checks
from explore_server import server, wait_for

CELLS = ("--space", "nb101:vertices=4")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                               "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def status_of(line):
    """The number in a line of status; 0 if the connection was closed without one."""
    return int(line.split(" ")[1]) if line else 0


def lives(running):
    assert running.api("cell/id:1")["id"] == 1


def answers(running):
    try:
        return running.ask("/")[0] == 200
    except OSError:
        return False


def check_headers(folder):
    with server(*CELLS) as running:
        for path in ("/", "/app.js", "/api/v1/about", "/api/v1/nothing", "/nothing"):
            status, headers, _ = running.ask(path)
            for name, value in HEADERS.items():
                assert headers[name] == value, (path, name, headers[name])
            wanted = "no-cache" if status == 200 and not path.startswith("/api") else "no-store"
            assert headers["Cache-Control"] == wanted, (path, headers["Cache-Control"])
        _, headers, page = running.ask("/")
        assert headers["Content-Type"] == "text/html; charset=utf-8" and page.lower().startswith(b"<!doctype html>")
        assert running.ask("/app.js")[1]["Content-Type"] == "text/javascript; charset=utf-8"
        assert running.ask("/style.css")[1]["Content-Type"] == "text/css; charset=utf-8"
        status, _, body = running.ask("/", headers={"If-None-Match": headers["ETag"]})
        assert (status, body) == (304, b""), status
        status, _, body = running.ask("/", "HEAD")
        assert (status, body) == (200, b""), status


def check_who_asks(folder):
    with server(*CELLS) as running:
        port = running.port
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"):
            assert running.ask("/", headers={"Host": host})[0] == 200, host
        for host in ("127.0.0.1", f"127.0.0.1:{port + 1}", f"example.org:{port}", f"127.0.0.1:{port}.example.org", "",
                     f"127.0.0.1.example.org:{port}", f"0.0.0.0:{port}", f"127.0.0.1:{port},example.org"):
            for path in ("/", "/api/v1/about"):
                status, _, body = running.ask(path, headers={"Host": host})
                assert status == 421 and b"127.0.0.1" in body, (host, status)
        own = {"Origin": f"http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}
        assert running.ask("/api/v1/cancel/abcdefgh", "POST", own)[0] == 404
        for name, value in (("Origin", "http://example.org"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site"),
                            ("Sec-Fetch-Site", "same-site"), ("Origin", f"https://127.0.0.1:{port}")):
            assert running.ask("/api/v1/cancel/abcdefgh", "POST", {name: value})[0] == 403, (name, value)
            assert running.ask("/api/v1/about", headers={name: value})[0] == 403, (name, value)


def check_methods(folder):
    with server(*CELLS) as running:
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW"):
            for path in ("/", "/api/v1/cell/id:1", "/api/v1/about"):
                status, headers, _ = running.ask(path, method)
                assert status == 405 and headers["Allow"] == "GET, HEAD", (method, path, status)
        status, headers, _ = running.ask("/api/v1/cancel/abcdefgh")
        assert status == 405 and headers["Allow"] == "POST", status
        assert running.ask("/api/v1/cell/id:1", "POST", body=b"x" * 5000)[0] == 413
        assert running.ask("/api/v1/cancel/abcdefgh", "POST", body=b"x" * 100)[0] == 404
        lives(running)


def check_paths(folder):
    """No file but those of the page; as bytes, since clients tidy such paths."""
    with server(*CELLS) as running:
        head = f" HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\n\r\n".encode()
        for path in (b"/../../../etc/passwd", b"/..%2f..%2fetc/passwd", b"/%2e%2e/%2e%2e/etc/passwd", b"//etc/passwd",
                     b"/page/../app.js", b"/./app.js", b"/app.js/", b"/app.js%2f", b"/\\..\\etc", b"/index.html/x",
                     b"/api", b"/api/v1", b"/api/v1/", b"/api/v2/about", b"/api/v1/../about", b"/api//v1/about"):
            status = status_of(running.raw(b"GET " + path + head))
            assert status == (200 if path == b"/app.js/" else 404), (path, status)
        for path in (b"/app.js%00.html", b"/%", b"/%4", b"/%zz", b"/%ff", b"/a%0d%0aSet-Cookie:x", b"/api/v1/cell/%00",
                     b"/api/v1/top?n=%", b"/" + b"a/" * 50, b"/api/v1/top?" + b"n=1&" * 200, b"app.js",
                     b"http://127.0.0.1/app.js", b"*"):
            status = status_of(running.raw(b"GET " + path + head))
            assert status == 400, (path, status)
        for path in (b"/api/v1/cell/id:1/id:2/id:3/id:4/id:5", b"/api/v1/cell", b"/api/v1/top/id:1"):
            assert status_of(running.raw(b"GET " + path + head)) == 400, path
        lives(running)


def check_malformed(folder):
    with server(*CELLS) as running:
        host = f"Host: 127.0.0.1:{running.port}\r\n".encode()
        refused = {
            b"\r\n\r\n\r\nNONSENSE\r\n\r\n": (0, 400),
            b"GET / HTTP/1.1\r\n\r\n": (400, 421),
            b"GET / HTTP/1.0\r\n\r\n": (421,),
            b"GET / HTTP/9.9\r\n" + host + b"\r\n": (0, 400, 505),
            b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + host + b"\r\n": (0, 413, 414),
            b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 100_000 + b"\r\n\r\n": (0, 413, 431),
            b"GET / HTTP/1.1\r\n" + host + b"X: a\r\n" * 20_000 + b"\r\n": (0, 413, 431),
            b"POST /api/v1/cancel/abcdefgh HTTP/1.1\r\n" + host + b"Content-Length: 99999999\r\n\r\n": (413,),
            b"POST /api/v1/cancel/abcdefgh HTTP/1.1\r\n" + host + b"Content-Length: -1\r\n\r\n": (0, 400, 413),
            b"POST /api/v1/cancel/abcdefgh HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n": (0, 400, 413),
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200): (0, 400),
        }
        for request, allowed in refused.items():
            status = status_of(running.raw(request, ended=True))
            assert status in allowed, (request[:60], status)
            lives(running)
        for request in (b"", b"G", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127", b"POST /api/v1/cancel/abcdefgh HTTP/1.1\r\n"
                        + host + b"Content-Length: 10\r\n\r\nabc"):
            assert status_of(running.raw(request, ended=True)) in (0, 400), request
        lives(running)


def check_many_connections(folder):
    """More than are allowed at a time: the others are turned away; when the first go, all is as before."""
    with server(*CELLS) as running:
        idle = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(60)]
        lives(running)
        idle += [socket.create_connection(("127.0.0.1", running.port)) for _ in range(40)]
        for connection in idle:
            connection.close()
        wait_for(lambda: answers(running))
        for _ in range(20):
            lives(running)


checks.main([check_headers, check_who_asks, check_methods, check_paths, check_malformed, check_many_connections])
