"""What pip calls to build the package: the hooks of PEP 517, on CMake and Python's standard library alone.

The wheel holds nasscape.py, and beside it the folder nasscape_library with the shared library and the index of
fingerprints, laid out as in a prefix. It is built in build/release, so that what ./bootstrap.sh built is used again.
"""

from __future__ import annotations

import base64
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile

PROJECT = pathlib.Path(__file__).resolve().parents[2]
BUILD = PROJECT / "build" / "release"


def version() -> str:
    text = (PROJECT / "CMakeLists.txt").read_text(encoding="utf-8")
    found = re.search(r"project\(nasscape VERSION (\S+)", text)
    assert found is not None
    return found[1]


def metadata() -> str:
    return (f"Metadata-Version: 2.1\nName: nasscape\nVersion: {version()}\n"
            "Summary: Fitness landscapes of tabular neural-architecture search spaces\n"
            "License: GPL-3.0-or-later\nRequires-Python: >=3.9\nProvides-Extra: all\n"
            + "".join(f'Requires-Dist: {name}; extra == "all"\n' for name in ("numpy", "pandas", "matplotlib")))


def run(*command: str) -> None:
    """Runs a command in the project; what it prints goes where pip shows it."""
    subprocess.run(command, cwd=PROJECT, check=True, stdout=sys.stderr)


def build_library() -> dict[str, pathlib.Path]:
    """Builds what the wheel holds: its names there and the files."""
    if shutil.which("cmake") is None:
        sys.exit("nasscape is built with CMake and a C compiler: `./bootstrap.sh build` installs what that needs")
    if not (BUILD / "CMakeCache.txt").exists():
        run("cmake", "--preset", "release", "-DNASSCAPE_TESTS=OFF")
    run("cmake", "--build", str(BUILD), "--target", "nasscape_library", "nasscape_index")
    # The library looks for the index from its own place, as in the prefix that was configured.
    folder = re.search(r"^CMAKE_INSTALL_LIBDIR:\w+=(.+)$", (BUILD / "CMakeCache.txt").read_text(), re.MULTILINE)
    assert folder is not None
    return {
        "nasscape.py": PROJECT / "notebooks-export" / "python" / "nasscape.py",
        f"nasscape_library/{folder[1]}/libnasscape.so.0": (BUILD / "library" / "libnasscape.so.0").resolve(),
        "nasscape_library/share/nasscape/nasscape-index.bin": BUILD / "nasscape-index.bin",
    }


def build_wheel(wheel_directory: str, config_settings: object = None, metadata_directory: str | None = None) -> str:
    platform = re.sub(r"[^\w]", "_", sysconfig.get_platform())
    information = f"nasscape-{version()}.dist-info"
    name = f"nasscape-{version()}-py3-none-{platform}.whl"
    texts = {
        f"{information}/METADATA": metadata(),
        f"{information}/WHEEL": ("Wheel-Version: 1.0\nGenerator: nasscape_build\nRoot-Is-Purelib: false\n"
                                 f"Tag: py3-none-{platform}\n"),
    }
    contents = {place: path.read_bytes() for place, path in build_library().items()}
    contents.update((place, text.encode()) for place, text in texts.items())
    record = "".join(f"{place},sha256={digest(content)},{len(content)}\n" for place, content in contents.items())
    contents[f"{information}/RECORD"] = (record + f"{information}/RECORD,,\n").encode()
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as wheel:
        for place, content in contents.items():
            wheel.writestr(place, content)
    return name


def digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def build_sdist(sdist_directory: str, config_settings: object = None) -> str:
    folder = f"nasscape-{version()}"

    def kept(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
        parts = pathlib.PurePath(entry.name).parts[1:]
        left_out = parts and parts[0].startswith((".", "build"))
        return None if left_out or "__pycache__" in parts else entry

    with tarfile.open(os.path.join(sdist_directory, f"{folder}.tar.gz"), "w:gz") as archive:
        archive.add(PROJECT, folder, filter=kept)
        information = pathlib.Path(sdist_directory) / "PKG-INFO"
        information.write_text(metadata(), encoding="utf-8")
        archive.add(information, f"{folder}/PKG-INFO")
        information.unlink()
    return f"{folder}.tar.gz"
