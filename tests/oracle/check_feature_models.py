"""Models of searches against numpy, scipy and brute force: features of candidates from all sequences of vertices, the
posterior of a Gaussian process by scipy's cho_solve, gradients and steps of networks by numpy in 64 bits."""
import argparse
import itertools
import os
import subprocess
import sys

import oracle

try:
    import numpy
    from scipy import linalg
except ImportError:
    print("scipy is not there")
    sys.exit(oracle.SKIPPED)

OPERATIONS = {"conv3x3-bn-relu": 0, "conv1x1-bn-relu": 1, "maxpool3x3": 2}
WAYS = [[3], [0, 4], [1, 5], [0, 2, 5]]  # of NAS-Bench-201, by its edges


def lines(program, part):
    done = subprocess.run([program, part], capture_output=True, text=True, check=True)
    return [line.split(";") for line in done.stdout.splitlines()]


def numbers(text, kind=int):
    return [kind(word) for word in text.split()]


# ---- features ----

def paths_of(matrix, operations):
    """The numbers of all ways from the first vertex to the last, by trying each subset of the vertices between."""
    last = len(matrix) - 1
    found = set()
    for length in range(last):
        for inner in itertools.combinations(range(1, last), length):
            steps = [0, *inner, last]
            if all(matrix[one][other] for one, other in zip(steps, steps[1:])):
                found.add(sum(3 ** place * (operations[vertex - 1] + 1) for place, vertex in enumerate(inner)))
    return sorted(found)


def adjacency_of(matrix, operations):
    size = len(matrix)
    edges = [to * (to - 1) // 2 + start for to in range(size) for start in range(to) if matrix[start][to]]
    slots = size * (size - 1) // 2
    return sorted(edges) + [slots + 3 * place + operation for place, operation in enumerate(operations)]


def matrix_of(encoding, values, size):
    """The matrix of a candidate; edges are numbered by rows."""
    edges = list(itertools.combinations(range(size), 2))
    rest = values[size - 2:]
    if encoding == "A":
        chosen = [edge for edge, bit in enumerate(rest) if bit == 1]
    elif encoding == "B":
        chosen = [int(edge) for edge in rest]
    else:
        chosen = sorted(range(len(edges)), key=lambda edge: -rest[edge])[:int(rest[-1])]
    matrix = [[0] * size for _ in range(size)]
    for edge in chosen:
        matrix[edges[edge][0]][edges[edge][1]] = 1
    return matrix


def padded(row, size):
    """A cell of `space list` as a matrix of `size` vertices: the output moves to the end, new vertices get the first
    operation and no edge."""
    count = int(row["vertices"])
    digits = numpy.array([int(digit) for digit in row["adjacency"]]).reshape(count, count)
    matrix = numpy.zeros((size, size), int)
    matrix[:count - 1, :count - 1] = digits[:count - 1, :count - 1]
    matrix[:count - 1, size - 1] = digits[:count - 1, count - 1]
    operations = [OPERATIONS[name] for name in row["operations"].split(",")[1:-1]]
    return matrix.tolist(), operations + [0] * (size - count)


def ways_of(symbols):
    return sorted({sum(5 ** length for length in range(1, len(way))) +
                   sum(symbols[edge] * 5 ** place for place, edge in enumerate(way)) for way in WAYS})


def one_hot(symbols, levels):
    return [levels * place + symbol for place, symbol in enumerate(symbols)]


def features_of(space, encoding, values, cells):
    if space.startswith("nb101"):
        size = 5 if "5" in space else 7
        if encoding == "cells":
            matrix, operations = padded(cells[int(values[0])], size)
        else:
            matrix, operations = matrix_of(encoding, values, size), [int(value) for value in values[:size - 2]]
        paths = paths_of(matrix, operations)
        return [path for path in paths if encoding != "B" or path < 40], adjacency_of(matrix, operations)
    levels, positions = (5, 6) if space == "nb201" else (3, 4)
    symbols = [int(value) for value in values]
    if encoding == "cells":
        symbols = [int(values[0]) // levels ** (positions - 1 - place) % levels for place in range(positions)]
    symbols_there = one_hot(symbols, levels)
    return ways_of(symbols) if space == "nb201" else symbols_there, symbols_there


def check_features(printer, binary):
    cells = oracle.run(binary, "space", "list", "--space", "nb101:vertices=5")
    space, seen, wrong = None, {}, []
    for line in lines(printer, "features"):
        if line[0] == "space":
            space = line[1]
            continue
        encoding, candidate, paths, adjacency = line
        seen[space, encoding] = seen.get((space, encoding), 0) + 1
        if features_of(space, encoding, numbers(candidate, float), cells) != (numbers(paths), numbers(adjacency)):
            wrong.append(line)
    oracle.require(f"features of {len(wrong)} candidates, such as {wrong[:2]}", not wrong)
    expected = {("nb101", encoding): 300 for encoding in "ABC"} | {
        ("nb101:vertices=5", encoding): 300 for encoding in "ABC"} | {
        ("nb101:vertices=5", "cells"): len(cells), ("nb201", "cells"): 15625, ("nb201", "variables"): 300,
        ("hamming:3^4", "cells"): 81, ("hamming:3^4", "variables"): 300}
    oracle.require(f"kinds of candidates: {seen}", seen == expected)


# ---- posterior ----

def distance(kind, one, other):
    if kind == "path":
        return len(set(one) ^ set(other))
    edges = {feature for feature in set(one) ^ set(other) if feature < 21}
    return len(edges) + sum(first != second for first, second in zip(one[-5:], other[-5:]))


def check_posteriors(printer):
    process, known, others = None, [], []

    def check():
        kind, amplitude, scale, noise = process[0], *(float(text) for text in process[1:])

        def covariance(ones, twos):
            distances = [[distance(kind, one, two) for two in twos] for one in ones]
            return amplitude ** 2 * numpy.exp(-numpy.array(distances) / scale ** 2)

        points = [numbers(features) for features, _ in known]
        values = numpy.array([float(value) for _, value in known])
        queries = [numbers(features) for features, _, _ in others]
        factor = linalg.cho_factor(covariance(points, points) + noise ** 2 * numpy.eye(len(points)))
        across = covariance(queries, points)
        means = across @ linalg.cho_solve(factor, values)
        variances = amplitude ** 2 - numpy.sum(across * linalg.cho_solve(factor, across.T).T, axis=1)
        # The condition of the matrix: noise of 1e-5 leaves fewer digits.
        for (_, mean, deviation), expected, variance in zip(others, means, variances):
            oracle.check(f"{kind} mean", float(mean), expected, 1e-7)
            oracle.check(f"{kind} deviation", float(deviation), max(variance, 0) ** 0.5, 1e-7)

    for name, *parts in [*lines(printer, "posterior"), ["process"]]:
        if name == "process":
            if process is not None:
                oracle.require("size of the posterior's example", (len(known), len(others)) == (90, 40))
                check()
            process, known, others = parts, [], []
        else:
            (known if name == "known" else others).append(parts)


# ---- network ----

class Network:
    """The same in matrices of 64 bits; parameters in the order in which they are printed."""

    def __init__(self, shape, parameters):
        self.inputs, self.layers, self.width, self.stride = shape
        self.parameters = numpy.array(parameters, float)

    def parts(self, vector):
        """Views of weights and biases, layer by layer, then of the output's."""
        first = (self.inputs + 1) * self.stride
        block = vector[:first].reshape(-1, self.stride)
        parts = [(block[:-1, :self.width], block[-1, :self.width])]
        for _ in range(1, self.layers):
            block = vector[first:first + self.width * self.stride].reshape(self.width, self.stride)
            parts.append((block[:, :self.width].T, block[:, self.width]))
            first += self.width * self.stride
        return [*parts, (vector[first:first + self.width], vector[first + self.width:first + self.width + 1])]

    def forward(self, rows):
        values = [rows]
        for weights, biases in self.parts(self.parameters)[:-1]:
            values.append(numpy.maximum(values[-1] @ weights + biases, 0))
        weights, bias = self.parts(self.parameters)[-1]
        return values, values[-1] @ weights + bias

    def gradient(self, rows, targets):
        values, outputs = self.forward(rows)
        gradient = numpy.zeros_like(self.parameters)
        slots, parts = self.parts(gradient), self.parts(self.parameters)
        outer = numpy.sign(outputs - targets) / len(rows)
        slots[-1][0][:], slots[-1][1][:] = values[-1].T @ outer, outer.sum()
        errors = outer[:, None] * parts[-1][0][None, :]
        for layer in reversed(range(self.layers)):
            errors = errors * (values[layer + 1] > 0)
            slots[layer][0][:], slots[layer][1][:] = values[layer].T @ errors, errors.sum(axis=0)
            errors = errors @ parts[layer][0].T
        return gradient

    def train(self, rows, targets, epochs):
        means, squares = numpy.zeros_like(self.parameters), numpy.zeros_like(self.parameters)
        for step in range(1, epochs + 1):
            gradient = self.gradient(rows, targets)
            means = 0.9 * means + 0.1 * gradient
            squares = 0.99 * squares + 0.01 * gradient ** 2
            self.parameters -= 0.01 * (1 - 0.99 ** step) ** 0.5 / (1 - 0.9 ** step) * means / (squares ** 0.5 + 1e-7)


def check_networks(printer):
    shape = epochs = network = None
    inputs, targets, count = [], [], 0
    for name, *parts in lines(printer, "network"):
        if name == "network":
            shape, epochs, inputs, targets = numbers(parts[0]), int(parts[1]), [], []
        elif name == "row":
            inputs.append([1.0 if number in numbers(parts[0]) else 0.0 for number in range(shape[0])])
            targets.append(float(parts[1]))
        else:
            given = numpy.array(numbers(parts[0], float))
            rows, aims = numpy.array(inputs), numpy.array(targets)
            if name == "drawn":
                network = Network(shape, given)
                continue
            if name == "outputs":
                expected = network.forward(rows)[1]
            elif name == "gradient":
                expected = network.gradient(rows, aims)
            else:
                network.train(rows, aims, epochs)
                expected = network.parameters
            count += 1
            largest = numpy.max(numpy.abs(given - expected)) / numpy.max(numpy.abs(expected))
            oracle.require(f"{name} of a network of {shape}: {largest}", largest < 2e-5)
    oracle.require(f"{count} results of networks", count == 9)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--printer", required=True)
    arguments = parser.parse_args()
    check_features(arguments.printer, os.path.abspath(arguments.binary))
    check_posteriors(arguments.printer)
    check_networks(arguments.printer)
    oracle.finish()


main()
