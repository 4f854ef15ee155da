"""explore: what it answers is what the command line prints; the map against counts in Python; named requests; its end."""
import math
import pathlib
import re
import signal
import socket
import threading
import time
import urllib.parse

import checks
from explore_server import Server, server, wait_for

BEST = "02e5a0247bbdcf2860b7e96f74961594"
MATRIX = "0110/0011/0001/0000/c3,mp"
SLOW = "analysis/rwa?walks=1000000&length=100000"
CELLS = ("--space", "nb101:vertices=5")


def quoted(text):
    return urllib.parse.quote(text, safe="")


# ---- equality with the command line ----


def questions(running):
    """{name: numbers of points in the path} and {name: [(option, a value as the command line and the address take it)]}."""
    paths = running.api("openapi.json")["paths"]
    shapes, options = {}, {}
    for path, operations in paths.items():
        match = re.fullmatch(r"/api/v1/(\w[\w-]*)((?:/\{(?:point|other)\})*)", path)
        parameters = operations.get("get", {}).get("parameters", [])
        if not match or match[1] in ("about", "analyses", "map", "figures", "network"):
            continue
        shapes.setdefault(match[1], set()).add(match[2].count("/"))
        options[match[1]] = [(one["name"], sample_of(one["schema"])) for one in parameters
                             if one["in"] == "query" and one["name"] not in ("relation", "request", "point")]
    return shapes, options


def sample_of(schema):
    if "enum" in schema:
        return schema["enum"][-1]
    return {"integer": "2", "number": "1", "boolean": None, "string": "params"}[schema["type"]]


def words_of(option, value):
    return [f"--{option}"] if value is None else [f"--{option}", value]


def compare_questions(running, points, with_options=True, only=None):
    """Every question of the table, or those named, about one or two points, without options and with each."""
    shapes, options = questions(running)
    assert {"cell", "neighbours", "top", *(only or ())} <= set(shapes), shapes
    for name, counts in shapes.items():
        if only is not None and name not in only:
            continue
        count = max(counts)
        path = "/".join([name, *map(quoted, points[:count])])
        words = ["query", name, *points[:count], "--format", "json"]
        running.same_as_command_line(path, *words)
        for option, value in options[name] if with_options else []:
            given = f"{path}?{option}={quoted(value or 'true')}"
            if option not in running.options_named():
                running.same_as_command_line(given, *words, *words_of(option, value))


def check_small_cells(folder):
    with server(*CELLS) as running:
        compare_questions(running, ["id:700", "id:31"])
        running.same_as_command_line(f"cell/{quoted(MATRIX)}", "query", "cell", MATRIX, "--format", "json")
        running.same_as_command_line(f"cell?point={MATRIX}", "query", "cell", MATRIX, "--format", "json")
        running.same_as_command_line("neighbours/id%3A9?relation=strict", "query", "neighbours", "id:9", "--relation",
                                     "strict", "--format", "json")
        running.same_as_command_line("analysis/density?table=quantiles", "analyse", "density", "--table", "quantiles",
                                     "--format", "json")
        running.same_as_command_line("analysis/optima?fitness=params&relation=strict", "analyse", "optima", "--fitness",
                                     "params", "--relation", "strict", "--format", "json")
        for wrong in ("zzz", "id:99999999", "0" * 32, "0110/0011/0001/0000/c3,xx"):
            running.same_as_command_line(f"cell/{quoted(wrong)}", "query", "cell", wrong, "--format", "json")
        running.same_as_command_line("top?fitness=valid@36", "query", "top", "--fitness", "valid@36", "--format", "json")
        running.same_as_command_line("top?n=0", "query", "top", "--n", "0", "--format", "json")


def check_all_cells(folder):
    # Any other question needs the surrogate's value of every cell once more, on the command line.
    with server() as running:
        compare_questions(running, [BEST, "resnet-like"], with_options=False, only=("cell", "neighbours", "ball", "top"))
        hub = running.api("about")["space"]["named_points"]
        assert [named["name"] for named in hub] == ["published-best", "resnet-like", "inception-like"], hub
        assert running.api("about")["fitness"]["surrogate"] is True


def check_other_spaces(folder):
    rows = "".join(f"{a}{b}{c},{a + 2 * b * c + c}\n" for a in "012" for b in (0, 1, 2) for c in (0, 1, 2)
                   for a in [int(a)])
    pathlib.Path(folder, "values.csv").write_text("point,loss\n" + rows)
    options = ("--space", "hamming:3^3", "--data", "values.csv", "--fitness", "column:loss")
    with server(*options, folder=folder) as running:
        compare_questions(running, ["012", "210"])
    with server(*options, "--minimise", folder=folder) as running:
        running.same_as_command_line("top?n=3", "query", "top", "--n", "3", "--format", "json")
        running.same_as_command_line("neighbours/012", "query", "neighbours", "012", "--format", "json")
        about = running.api("about")
        assert about["fitness"]["direction"] == "minimise" and about["space"]["point_column"] == "point", about
    # A column that the map has shown is no part of a point for other questions.
    pathlib.Path(folder, "two.csv").write_text("point,loss,cost\n" + rows.replace("\n", ",7.5\n"))
    options = ("--space", "hamming:3^3", "--data", "two.csv", "--columns", "fitness=loss")
    with server(*options, folder=folder) as running:
        assert running.api("map?x=column:cost")["x"]["low"] == 7, "one value is in the middle of its axis"
        compare_questions(running, ["012", "210"], with_options=False)
    variables = "lr,batch,loss\n" + "".join(f"{lr},{batch},{float(lr) * batch}\n" for lr in ("0.1", "0.2")
                                             for batch in (16, 32, 64))
    pathlib.Path(folder, "grid.csv").write_text(variables)
    options = ("--space", "variables:grid.csv", "--data", "grid.csv", "--fitness", "column:loss")
    with server(*options, folder=folder) as running:
        compare_questions(running, ["id:3", "id:1"])


# ---- the map ----


def values_of(running):
    """{hash: (parameters, fitness, rank)} of all points."""
    rows = running.api("top?n=4000")
    return {row["hash"]: (row["trainable_parameters"], row["fitness"], row["rank"]) for row in rows}


def bin_of(place, low, high, bins):
    return min(int((place - low) / (high - low) * bins), bins - 1)


def front_of(points):
    """Best fitness first; none has as few parameters and a better fitness, or the reverse."""
    kept, fewest = [], math.inf
    for parameters, fitness in sorted(points, key=lambda point: (-point[1], point[0])):
        if parameters < fewest or (kept and kept[-1] == (parameters, fitness)):
            kept.append((parameters, fitness))
            fewest = parameters
    return kept


def check_map(folder):
    with server(*CELLS) as running:
        points = values_of(running)
        answer = running.api("map?x=params&y=fitness&columns=20&rows=10&colour=params")
        assert answer["points"] == answer["evaluated"] == answer["inside"] == len(points), answer["points"]
        x, y = answer["x"], answer["y"]
        counts = {}
        for parameters, fitness, _ in points.values():
            place = bin_of(parameters, x["low"], x["high"], 20), bin_of(fitness, y["low"], y["high"], 10)
            count, total = counts.get(place, (0, 0))
            counts[place] = count + 1, total + parameters
        found = {(column, row): (count, mean) for column, row, count, mean in answer["bins"]}
        assert found.keys() == counts.keys(), found.keys() ^ counts.keys()
        for place, (count, total) in counts.items():
            assert found[place][0] == count and math.isclose(found[place][1], total / count, rel_tol=1e-5), place
        front = front_of([point[:2] for point in points.values()])
        assert [(mark["x"], mark["y"]) for mark in answer["front"]] == front, answer["front"]
        best = max(points, key=lambda name: points[name][1])
        assert answer["best"]["hash"] == best, answer["best"]


def check_map_by_rank(folder):
    with server(*CELLS) as running:
        points = values_of(running)
        answer = running.api("map?x=params&y=fitness&x_scale=log&y_scale=rank&y_low=100&y_high=400&current=id:700")
        inside = [point for point in points.values() if 100 <= point[2] <= 400]
        assert answer["inside"] == len(inside) == sum(one[2] for one in answer["bins"]), answer["inside"]
        low, high = answer["y"]["value_low"], answer["y"]["value_high"]
        assert (low, high) == (min(point[1] for point in inside), max(point[1] for point in inside)), (low, high)
        assert sum(low <= point[1] <= high for point in points.values()) == len(inside)
        ascending = sorted((point[1] for point in points.values()), reverse=True)
        for rank, value in answer["y"]["ticks"]:
            assert ascending[rank - 1] == value, (rank, value)
        name = running.api("cell/id:700")["hash"]
        assert (answer["current"]["x"], answer["current"]["y"]) == (points[name][0], points[name][2]), answer["current"]
        for wrong in ("x_scale=sqrt", "x=nothing", "columns=0", "x_low=2&x_high=1", "x_scale=log&x_low=-1", "x_low=nan",
                      "current=zzz&a=1"):
            assert running.ask(f"/api/v1/map?{wrong}")[0] == 400, wrong


# ---- OpenAPI ----


def references(value):
    if isinstance(value, dict):
        yield from ([value["$ref"]] if "$ref" in value else [])
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def check_description(folder):
    with server(*CELLS) as running:
        described = running.api("openapi.json")
        assert described["openapi"].startswith("3.1.") and described["info"]["title"] and described["info"]["version"]
        for reference in references(described):
            assert reference == "#/components/schemas/error" and "error" in described["components"]["schemas"]
        for path, operations in described["paths"].items():
            for method, operation in operations.items():
                check_operation(running, path, method, operation)
        listed = {row["name"] for row in checks.run("analyse", "list")}
        assert listed == {path.rsplit("/", 1)[1] for path in described["paths"] if path.startswith("/api/v1/analysis/")}


def check_operation(running, path, method, operation):
    """Every parameter is accepted, no other one is."""
    names = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
    assert re.findall(r"\{(\w+)\}", path) == names, path
    assert all(one["required"] for one in operation["parameters"] if one["in"] == "path")
    success = "200" if method == "get" else "202"
    assert success in operation["responses"] and all(one["description"] for one in operation["responses"].values())
    address = path
    for name in names:
        address = address.replace("{" + name + "}", {"point": "id:1", "other": "id:2"}.get(name, "nosuchrequest"))
    parameters = [one for one in operation["parameters"] if one["in"] == "query"]
    assert len({one["name"] for one in parameters}) == len(parameters), path
    # An analysis is not run: a table that it lacks is refused after its options were read.
    for one in parameters:
        assert one["description"], (path, one)
        value = {"request": "abcdefgh", "point": "id:1", "table": "zzz"}.get(one["name"], sample(one["schema"]))
        extra = "" if "/analysis/" not in path or one["name"] == "table" else "&table=zzz"
        body = running.ask(f"{address}?{one['name']}={value}{extra}", method.upper())[2]
        assert b"has no option" not in body, (path, one["name"], body)
    status, _, body = running.ask(f"{address}?nosuchoption=1", method.upper())
    assert status == 400 and b"has no option" in body, (path, status, body)


def sample(schema):
    return quoted(sample_of(schema) or "true") if schema["type"] != "array" else "id:1"


# ---- requests with names ----


def ask_slowly(running, name, answers):
    thread = threading.Thread(target=lambda: answers.append(running.ask(f"/api/v1/{SLOW}&request={name}")))
    thread.start()
    wait_for(lambda: running.ask(f"/api/v1/progress/{name}")[0] == 200)
    return thread


def check_cancelling(folder):
    with server(*CELLS) as running:
        answers = []
        asked = [ask_slowly(running, f"request-{number}", answers) for number in range(8)]
        status, headers, _ = running.ask(f"/api/v1/{SLOW}")
        assert status == 503 and int(headers["Retry-After"]) > 0, status
        assert running.api("cell/id:1")["id"] == 1  # a quick question is answered meanwhile
        progress = running.api("progress/request-0")
        assert set(progress) == {"text", "done", "total"} and 0 <= progress["done"] <= progress["total"], progress
        assert running.ask(f"/api/v1/cell/id:1?request=request-0")[0] == 400
        for number in range(8):
            assert running.ask(f"/api/v1/cancel/request-{number}", "POST")[0] == 202
        for thread in asked:
            thread.join()
        assert [answer[0] for answer in answers] == [409] * 8, answers
        assert running.ask("/api/v1/progress/request-0")[0] == 404
        assert running.ask("/api/v1/cancel/request-0", "POST")[0] == 404


def check_client_gone(folder):

    with server(*CELLS) as running:
        with socket.create_connection(("127.0.0.1", running.port)) as connection:
            connection.sendall(f"GET /api/v1/{SLOW}&request=going-away HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\n"
                               "\r\n".encode())
            wait_for(lambda: running.ask("/api/v1/progress/going-away")[0] == 200)
        wait_for(lambda: running.ask("/api/v1/progress/going-away")[0] == 404)


# ---- starting and ending ----


def check_ends_at_once(folder):
    for number in (signal.SIGINT, signal.SIGTERM):
        running = Server(*CELLS)
        answers = []
        thread = threading.Thread(target=lambda: answers.append(ask_until_end(running)))
        thread.start()
        wait_for(lambda: running.ask("/api/v1/progress/still-asked")[0] == 200)
        started = time.monotonic()
        code = running.end(number)
        # The time is shown and not asserted: on a busy machine it says little.
        print(f"explore ended {time.monotonic() - started:.2f} s after {number.name}")
        thread.join()
        assert code == -number, code


def ask_until_end(running):
    try:
        return running.ask(f"/api/v1/{SLOW}&request=still-asked")
    except OSError:
        return None
    except Exception as reason:  # http.client's, for a connection that ends early
        return reason


def check_busy_port(folder):
    with server(*CELLS) as running:
        checks.run("explore", "--port", str(running.port), *CELLS, code=checks.FAILED,
                   says=[f"port {running.port} is in use", "--port 0"])
    checks.run("explore", "--port", "65536", code=checks.USAGE, says=["--port takes a whole number from 0 to 65535"])
    checks.run("explore", "--space", "nowhere", code=checks.USAGE, says=["nowhere"])
    checks.run("explore", "--fitness", "tset@108", "--port", "0", code=checks.USAGE, says=["tset"])
    checks.run("explore", "--data", "nowhere.csv", "--port", "0", code=checks.MISSING, says=["nowhere.csv"])
    checks.run("explore", "--relation", "substitution", "--port", "0", code=checks.USAGE, says=["substitution"])


checks.main([check_small_cells, check_all_cells, check_other_spaces, check_map, check_map_by_rank, check_description,
             check_cancelling, check_client_gone, check_ends_at_once, check_busy_port])
