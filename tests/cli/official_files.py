"""The official files of NAS-Bench-101, read and written by hand: what the program's own reader and writer are held
against. A file is bytes; a record is its frame and payload; a row is what the payload says.
"""
import base64
import dataclasses
import json
import struct

# ---- TFRecord: length, its masked CRC-32C, payload, its masked CRC-32C; all little-endian ----

HEADER_SIZE, TRAILER_SIZE = 12, 4
CASTAGNOLI = 0x82F63B78  # the polynomial, its bits reversed


def crc_of_byte(byte):
    for _ in range(8):
        byte = byte >> 1 ^ (CASTAGNOLI if byte & 1 else 0)
    return byte


CRC_TABLE = [crc_of_byte(byte) for byte in range(256)]


def crc32c(content):
    table, crc = CRC_TABLE, 0xFFFFFFFF
    for byte in content:
        crc = table[(crc ^ byte) & 255] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def checksum(content):
    """As the format keeps it: rotated and shifted, so that a checksum over checksums stays good."""
    crc = crc32c(content)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def frame_header(size):
    length = struct.pack("<Q", size)
    return length + checksum(length)


def make_record(payload):
    return frame_header(len(payload)) + payload + checksum(payload)


def each_offset(content):
    """Where each record begins, by the lengths alone."""
    offset = 0
    while offset < len(content):
        yield offset
        offset += HEADER_SIZE + struct.unpack_from("<Q", content, offset)[0] + TRAILER_SIZE


def read_payloads(content):
    """All payloads; ValueError where a checksum differs or the end is missing."""
    payloads = []
    for offset in each_offset(content):
        header = content[offset:offset + HEADER_SIZE]
        end = offset + HEADER_SIZE + struct.unpack_from("<Q", header)[0]
        payload = content[offset + HEADER_SIZE:end]
        if header != frame_header(len(payload)) or content[end:end + TRAILER_SIZE] != checksum(payload):
            raise ValueError(f"the record at byte {offset} is damaged")
        payloads.append(payload)
    return payloads


# ---- the message ModelMetrics in protobuf's wire format ----

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
EVALUATION_FIELDS = ("current_epoch", "training_time", "train_accuracy", "validation_accuracy", "test_accuracy")
CHECKPOINT_FIELD = 6


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """A value that is None is not written."""
    current_epoch: float = None
    training_time: float = None  # seconds
    train_accuracy: float = None
    validation_accuracy: float = None
    test_accuracy: float = None
    checkpoint_path: bytes = None


@dataclasses.dataclass(frozen=True)
class Metrics:
    evaluations: tuple = ()  # initial, half-way, final
    trainable_parameters: int = None
    total_time: float = None  # seconds


def make_varint(value):
    value &= 2 ** 64 - 1
    content = bytearray()
    while value > 127:
        content.append(value & 127 | 128)
        value >>= 7
    content.append(value)
    return bytes(content)


def make_field(number, wire_type, value):
    tag = make_varint(number << 3 | wire_type)
    if wire_type == VARINT:
        return tag + make_varint(value)
    if wire_type == BYTES:
        return tag + make_varint(len(value)) + value
    return tag + struct.pack("<d" if wire_type == FIXED64 else "<f", value)


def make_evaluation(evaluation):
    values = [(number + 1, FIXED64, getattr(evaluation, name)) for number, name in enumerate(EVALUATION_FIELDS)]
    values.append((CHECKPOINT_FIELD, BYTES, evaluation.checkpoint_path))
    return b"".join(make_field(*value) for value in values if value[2] is not None)


def make_message(metrics):
    content = b"".join(make_field(1, BYTES, make_evaluation(evaluation)) for evaluation in metrics.evaluations)
    if metrics.trainable_parameters is not None:
        content += make_field(2, VARINT, metrics.trainable_parameters)
    if metrics.total_time is not None:
        content += make_field(3, FIXED64, metrics.total_time)
    return content


def read_varint(content, position):
    value = shift = 0
    while True:
        byte = content[position]
        value |= (byte & 127) << shift
        position, shift = position + 1, shift + 7
        if byte < 128:
            return value, position


def each_field(content):
    """Number, wire type and value of each field."""
    position = 0
    while position < len(content):
        tag, position = read_varint(content, position)
        wire_type = tag & 7
        if wire_type == VARINT:
            value, position = read_varint(content, position)
        elif wire_type in (FIXED64, FIXED32):
            value, = struct.unpack_from("<d" if wire_type == FIXED64 else "<f", content, position)
            position += 8 if wire_type == FIXED64 else 4
        elif wire_type == BYTES:
            size, position = read_varint(content, position)
            value = content[position:position + size]
            position += size
        else:
            raise ValueError(f"wire type {wire_type}")
        if position > len(content):
            raise ValueError("the message is cut off")
        yield tag >> 3, wire_type, value


def read_evaluation(content):
    values = {}
    for number, wire_type, value in each_field(content):
        if number <= len(EVALUATION_FIELDS) and wire_type == FIXED64:
            values[EVALUATION_FIELDS[number - 1]] = value
        elif number == CHECKPOINT_FIELD and wire_type == BYTES:
            values["checkpoint_path"] = value
    return Evaluation(**values)


def read_message(content):
    """Fields that the official schema lacks, or has with another wire type, are passed over."""
    evaluations, values = [], {}
    for number, wire_type, value in each_field(content):
        if (number, wire_type) == (1, BYTES):
            evaluations.append(read_evaluation(value))
        elif (number, wire_type) == (2, VARINT):
            values["trainable_parameters"] = value
        elif (number, wire_type) == (3, FIXED64):
            values["total_time"] = value
    return Metrics(tuple(evaluations), **values)


# ---- rows ----

@dataclasses.dataclass(frozen=True)
class Row:
    hash: str
    epochs: int
    adjacency: str   # V·V digits, row by row
    operations: str  # "input,…,output"
    metrics: Metrics


def make_payload(row, message=None):
    """The row as the official writer spells it; `message` in the place of its metrics' own."""
    content = make_message(row.metrics) if message is None else message
    text = base64.encodebytes(content).decode()  # a newline after every 76 characters and after the last
    return json.dumps([row.hash, row.epochs, row.adjacency, row.operations, text]).encode()


def read_payload(payload):
    hash, epochs, adjacency, operations, text = json.loads(payload)
    return Row(hash, epochs, adjacency, operations, read_message(base64.decodebytes(text.encode())))


def make_file(rows):
    return b"".join(make_record(make_payload(row)) for row in rows)


def read_file(content):
    return [read_payload(payload) for payload in read_payloads(content)]
