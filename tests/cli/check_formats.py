#!/usr/bin/env python3
"""Files of earlier versions keep opening, with the values that they had; files of later versions are refused, and the
message says what to do. The files are in tests/formats."""
import csv
import json
import pathlib
import struct

import official_files as official
from checks import INVALID, main, run

FORMATS = pathlib.Path(__file__).parent.parent / "formats"
STORES = sorted(FORMATS.glob("store_version_*.nscape"))
MODELS = sorted(FORMATS.glob("model_version_*.json"))
# Of a store's header: the place of the version, the size of what the checksum behind it is of.
VERSION_AT, HEADER_CHECKED = 12, 316


def check_stores(folder):
    """Every run of a store comes out as an official file, byte for byte what another program wrote."""
    assert STORES
    for store in STORES:
        run("data", "verify", str(store))
        run("data", "export", str(store), "--tfrecord", "-o", "again.tfrecord", folder=folder)
        again = pathlib.Path(folder, "again.tfrecord").read_bytes()
        assert again == store.with_suffix(".tfrecord").read_bytes(), store


def write_store(folder, version):
    """The newest store as one of another version, its checksum mended."""
    content = bytearray(STORES[-1].read_bytes())
    struct.pack_into("<I", content, VERSION_AT, version)
    struct.pack_into("<I", content, HEADER_CHECKED, official.crc32c(content[:HEADER_CHECKED]))
    pathlib.Path(folder, "other.nscape").write_bytes(content)


def check_other_stores(folder):
    """A store of a later version names that version and a newer nasscape; version 0, which never was, is damage."""
    write_store(folder, 1)
    run("data", "verify", "other.nscape", folder=folder)
    newer = "use a newer nasscape"
    for version, reasons in ((2, ("of version 2", newer)), (4294967295, ("of version 4294967295", newer)),
                             (0, ("is damaged", "no store has its version"))):
        write_store(folder, version)
        for words in (("data", "verify", "other.nscape"), ("query", "top", "--data", "other.nscape")):
            run(*words, code=INVALID, says=("other.nscape", *reasons), folder=folder)


def check_models(folder):
    """A model has the values that it had when it was written."""
    expected = list(csv.DictReader((FORMATS / "model_values.csv").read_text().splitlines()))
    assert MODELS and {f"model_version_{row['version']}.json" for row in expected} == {path.name for path in MODELS}
    for model in MODELS:
        rows = [row for row in expected if model.name == f"model_version_{row['version']}.json"]
        found = run("query", "top", "--space", "nb101:vertices=4", "--data", str(model), "-n", str(len(rows)),
                    folder=folder)
        assert [(row["hash"], row["rule"]) for row in found] == [(row["hash"], row["fitness"]) for row in rows], model
        for one, other in zip(found, rows):
            difference = abs(float(one["fitness"]) - float(other["value"]))
            assert difference <= 1e-12 * abs(float(other["value"])), (model, one)


def check_other_models(folder):
    """A model of a later version names that version and a newer nasscape."""
    model = json.loads(MODELS[-1].read_text())
    model["version"] = 3
    pathlib.Path(folder, "other.json").write_text(json.dumps(model))
    run("query", "top", "--space", "nb101:vertices=4", "--data", "other.json", code=INVALID,
        says=("other.json", '"version" is 3', "use a newer nasscape"), folder=folder)


if __name__ == "__main__":
    main([check_stores, check_other_stores, check_models, check_other_models])
