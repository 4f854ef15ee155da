#!/usr/bin/env python3
"""Loads an official file into nested dictionaries, as the official library does at every start, without TensorFlow.

    load_official.py FILE

CSV time_s,rows,cells,peak_memory_mb to standard output. Where the two differ, it is in favour of this loader: checksums
are not computed, which the official reader does, and a message is taken apart at the places where the official writer
puts its fields.
"""
import base64
import json
import math
import resource
import struct
import sys
import time

HEADER, TRAILER = struct.Struct("<Q4x"), 4
EVALUATION = struct.Struct("<BdBdBdBdBd")
EVALUATION_TAGS = (9, 17, 25, 33, 41)  # current epoch, training time, train, validation and test accuracy


def each_payload(path):
    with open(path, "rb") as stream:
        while header := stream.read(HEADER.size):
            size, = HEADER.unpack(header)
            yield stream.read(size)
            stream.seek(TRAILER, 1)


def take_varint(message, position):
    value = shift = 0
    while message[position] > 127:
        value |= (message[position] & 127) << shift
        position, shift = position + 1, shift + 7
    return value | message[position] << shift, position + 1


def take_evaluation(message, position):
    """The five values, and where the next field begins."""
    size, position = take_varint(message, position + 1)
    values = EVALUATION.unpack_from(message, position)
    if values[::2] != EVALUATION_TAGS:
        raise ValueError("an evaluation is not as the official writer spells it")
    return values[1::2], position + size


def take_message(message):
    """Half-way values, final values, trainable parameters."""
    _, position = take_evaluation(message, 0)
    halfway, position = take_evaluation(message, position)
    final, position = take_evaluation(message, position)
    parameters, _ = take_varint(message, position + 1)
    return halfway, final, parameters


def load(path):
    fixed_statistics, computed_statistics = {}, {}
    rows = 0
    for payload in each_payload(path):
        hash, epochs, adjacency, operations, text = json.loads(payload)
        halfway, final, parameters = take_message(base64.b64decode(text))
        if hash not in fixed_statistics:
            width = math.isqrt(len(adjacency))
            digits = [int(digit) for digit in adjacency]
            fixed_statistics[hash] = {
                "module_adjacency": [digits[row * width:(row + 1) * width] for row in range(width)],
                "module_operations": operations.split(","),
                "trainable_parameters": parameters,
            }
            computed_statistics[hash] = {}
        computed_statistics[hash].setdefault(epochs, []).append({
            "halfway_training_time": halfway[1],
            "halfway_train_accuracy": halfway[2],
            "halfway_validation_accuracy": halfway[3],
            "halfway_test_accuracy": halfway[4],
            "final_training_time": final[1],
            "final_train_accuracy": final[2],
            "final_validation_accuracy": final[3],
            "final_test_accuracy": final[4],
        })
        rows += 1
    return fixed_statistics, computed_statistics, rows


def main():
    started = time.monotonic()
    fixed_statistics, computed_statistics, rows = load(sys.argv[1])
    time_s = time.monotonic() - started
    assert len(fixed_statistics) == len(computed_statistics)
    print("time_s,rows,cells,peak_memory_mb")
    print(f"{time_s:.3f},{rows},{len(fixed_statistics)},"
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.1f}")


if __name__ == "__main__":
    main()
