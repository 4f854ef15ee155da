#!/usr/bin/env bash
# All the set-up there is, from a fresh clone on Debian 12 or a system made from it. What is already there is left alone.
set -euo pipefail

usage() {
    cat <<'END'
usage: ./bootstrap.sh COMMAND

  report              build the program, write the report on the paper's statements, and say where its page lies
  test                build with warnings as errors, check the sources, run the tests (all but those labelled "long");
                      build with clang's sanitizers too and run the quick tests there
  build               build the program
  install [PREFIX]    build the program and install it with its library (default: /usr/local)
  uninstall [PREFIX]  remove what `install` put there
  package             build the program and make a Debian package of it

Missing Debian packages are installed first, as root or through sudo.
END
}

build_packages=(build-essential cmake ninja-build pkg-config
    libigraph-dev libopenblas-dev libgsl-dev libcsv-dev libjansson-dev librhash-dev zlib1g-dev libexpat1-dev
    libcurl4-openssl-dev ca-certificates libmicrohttpd-dev libprotobuf-c-dev protobuf-c-compiler libsqlite3-dev)
# Reports draw with it. Debian's builds of gnuplot exclude each other: any of them will do.
command -v gnuplot >/dev/null || build_packages+=(gnuplot-nox)
test_packages=(libcmocka-dev libnauty2-dev libopenmpi-dev openmpi-bin
    python3 python3-numpy python3-scipy python3-nbformat python3-nbclient python3-ipykernel
    clang libclang-rt-dev clang-format clang-tidy cppcheck groff man-db zsh fish chromium)
# Those who have another build of node keep it: Debian's packages conflict with it.
command -v node >/dev/null && command -v npm >/dev/null || test_packages+=(nodejs npm)

project=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
release=$project/build/release

say() { printf 'bootstrap: %s\n' "$*" >&2; }
fail() {
    say "$*"
    exit 1
}

# Runs a command in silence; what it printed is shown where it fails.
quietly() {
    local output
    output=$("$@" 2>&1) || { printf '%s\n' "$output" >&2; return 1; }
}

# Like `quietly`, but prints only the last errors and names the log: without a network apt prints thousands of lines.
briefly() {
    local log errors
    log=$(mktemp "${TMPDIR:-/tmp}/nasscape-bootstrap.XXXXXX") || fail "cannot make a temporary file"
    if "$@" >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    errors=$(grep '^E:' "$log" || cat "$log")
    tail -n 5 <<<"$errors" | cut -c 1-300 >&2
    say "all of its output: $log"
    return 1
}

# need_root PURPOSE: ends the script where as_root would not work.
need_root() {
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
        fail "$1 needs root: run this as root, or install sudo"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

require_packages() {
    local package missing=()
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
        fail "this script installs Debian packages, and here is no apt-get; on another system install what these hold, then" \
            "build with cmake (see CONTRIBUTING.md): $*"
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    need_root "installing ${missing[*]}"
    say "installing ${missing[*]}"
    briefly as_root apt-get update -qq -o DPkg::Lock::Timeout=300 ||
        say "the package lists could not all be refreshed (see above); going on with those that are there"
    briefly as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" ||
        fail "these packages could not be installed (see above): ${missing[*]}"
}

# compile PRESET [cmake options]: configures and builds into build/PRESET, all or the variable `target`. Off a terminal
# only warnings and errors show.
compile() {
    local preset=$1 silence=()
    shift
    [ -t 1 ] || silence=(-- --quiet)
    cd "$project"
    quietly cmake --preset "$preset" "$@" || fail "configuring build/$preset failed (see above)"
    cmake --build --preset "$preset" --target "${target:-all}" "${silence[@]}" || fail "building build/$preset failed (see above)"
}

compile_release() {
    require_packages "${build_packages[@]}"
    compile release -DNASSCAPE_TESTS=OFF "$@"
}

command_build() {
    compile_release
    say "the program is $release/src/cli/nasscape"
}

command_report() {
    compile_release
    "$release/src/cli/nasscape" report paper --out "$project/build/report"
    say "the page of the report: $project/build/report/index.html"
}

# into PREFIX COMMAND...: runs a command that writes below a prefix, as root where the user may not.
into() {
    local existing=$1
    while [ ! -e "$existing" ]; do
        existing=$(dirname "$existing")
    done
    if [ -w "$existing" ]; then
        "${@:2}"
    else
        need_root "writing into $existing"
        as_root "${@:2}"
    fi
}

# What an install put below its prefix, for `uninstall`: lines "file PATH" and "folder PATH", below the prefix.
record=share/nasscape/installed

folders_below() {
    [ ! -d "$1" ] || find "$1" -mindepth 1 -type d -printf '%P\n' | sort
}

# below PREFIX: the paths of standard input, without the prefix; it is no pattern, whatever characters it has.
below() {
    local path
    while IFS= read -r path || [ -n "$path" ]; do
        printf '%s\n' "${path#"$1"/}"
    done
}

# recorded PREFIX KIND: the files or folders of the record.
recorded() {
    [ ! -e "$1/$record" ] || sed -n "s/^$2 //p" "$1/$record" | sort
}

# remove_files PREFIX: removes the files that standard input lists, and what Python compiled of them.
remove_files() {
    local file cache files=() caches=()
    while IFS= read -r file; do
        files+=("$1/$file")
        cache=$1/$(dirname "$file")/__pycache__
        if [ "${file##*.}" = py ] && [ -d "$cache" ]; then
            files+=("$cache/$(basename "$file" .py)".*.pyc)
            caches+=("$cache")
        fi
    done
    [ ${#files[@]} -eq 0 ] || into "$1" rm -f -- "${files[@]}"
    [ ${#caches[@]} -eq 0 ] || into "$1" rmdir --ignore-fail-on-non-empty "${caches[@]}"
}

# python_path_file: where the python3 of the PATH reads which further folders it looks into.
python_path_file() {
    python3 -c 'import site; print(site.getsitepackages()[0] + "/nasscape.pth")' 2>/dev/null
}

# tell_python PREFIX: a python3 of the PATH that does not look into /usr/local, such as one that the user built, is told to
# look for the module there; of another prefix PYTHONPATH has to name it.
tell_python() {
    local folder=$1/lib/python3/dist-packages file
    (cd / && python3 -c 'import nasscape') 2>/dev/null && return
    if [ "$1" = /usr/local ] && file=$(python_path_file) && [ -w "$(dirname "$file")" ]; then
        printf '%s\n' "$folder" >"$file"
    else
        say "the Python module: export PYTHONPATH=$folder"
    fi
}

# forget_python PREFIX: undoes that.
forget_python() {
    local file
    file=$(python_path_file) && [ -w "$file" ] && [ "$(cat "$file")" = "$1/lib/python3/dist-packages" ] || return 0
    rm -f "$file"
}

command_install() {
    local prefix work
    prefix=$(realpath -m "${1:-/usr/local}")
    compile_release -DCMAKE_INSTALL_PREFIX="$prefix"
    work=$(mktemp -d)
    trap "rm -rf '$work'" EXIT
    folders_below "$prefix" >"$work/before"
    # An earlier install as root left a manifest that the user cannot write, in a folder that is the user's.
    rm -f "$release/install_manifest.txt"
    quietly into "$prefix" cmake --install "$release" || fail "installing into $prefix failed (see above)"
    into "$prefix" mkdir -p "$(dirname "$prefix/$record")"
    { below "$prefix" <"$release/install_manifest.txt" && printf '\n%s\n' "$record"; } | grep . | sort >"$work/files"
    # Folders of an earlier install are this one's, too; files that it alone had are removed.
    { recorded "$prefix" folder; folders_below "$prefix" | comm -13 "$work/before" -; } | sort -u >"$work/folders"
    recorded "$prefix" file | comm -23 - "$work/files" | remove_files "$prefix"
    { sed 's/^/file /' "$work/files"; sed 's/^/folder /' "$work/folders"; } >"$work/record"
    into "$prefix" install -D -m 644 "$work/record" "$prefix/$record"
    [ "$(id -u)" -ne 0 ] || ldconfig
    tell_python "$prefix"
    say "installed: $prefix/bin/nasscape; removed again by: ./bootstrap.sh uninstall${1:+ $prefix}"
}

command_uninstall() {
    local prefix folder made
    prefix=$(realpath -m "${1:-/usr/local}")
    [ -e "$prefix/$record" ] || fail "nothing to remove: there is no $prefix/$record, which \`install\` writes"
    mapfile -t made < <(recorded "$prefix" folder | sort -r)
    recorded "$prefix" file | remove_files "$prefix"
    for folder in "${made[@]}"; do # the inner ones first; what holds files of others stays
        [ ! -d "$prefix/$folder" ] || into "$prefix" rmdir --ignore-fail-on-non-empty "$prefix/$folder"
    done
    [ "$(id -u)" -ne 0 ] || ldconfig
    forget_python "$prefix"
    say "removed from $prefix"
}

# The package holds what an install into /usr does.
command_package() {
    compile_release -DCMAKE_INSTALL_PREFIX=/usr
    quietly cpack --config "$release/CPackConfig.cmake" -B "$project/build/package" ||
        fail "making the package failed (see above)"
    say "the package is $(find "$project/build/package" -maxdepth 1 -name '*.deb' -newer "$release/CPackConfig.cmake")"
}

# Prints what skipped tests lacked: the lines "skipped: ..." of their output, with the name of each test.
tell_skipped() {
    local log
    for log in build/{asan,ci}/Testing/Temporary/LastTest.log; do
        [ ! -e "$log" ] || awk '$2 == "Testing:" { test = $3 }
            sub(/^skipped: /, "") { print "skipped: " test ": " $0 }' "$log"
    done | sort -u
}

# compiled_in_sources MARK: folders of compiled Python that tests have left in the sources since the file MARK was made.
compiled_in_sources() {
    find "$project" -path "$project/build*" -prune -o -name __pycache__ -newer "$1" -print
}

# Each part runs whatever those before it found; the tests' summary ends the output.
command_test() {
    local failed=() mark=build/tests-began left
    require_packages "${build_packages[@]}" "${test_packages[@]}"
    compile ci
    touch "$mark"
    .ci/lint build/ci || failed+=("the checks of the sources")
    target=quick_tests compile asan
    ctest --preset asan -L quick || failed+=("the quick tests with sanitizers")
    ctest --preset ci || failed+=("the tests")
    tell_skipped
    left=$(compiled_in_sources "$mark")
    [ -z "$left" ] || failed+=("the sources, where tests left $left")
    [ ${#failed[@]} -eq 0 ] || fail "failed, see above: $(printf '%s; ' "${failed[@]}")"
}

command=${1:-}
case $command in
report | test | build | package) [ $# -eq 1 ] || { usage >&2; exit 2; } ;;
install | uninstall) [ $# -le 2 ] || { usage >&2; exit 2; } ;;
-h | --help | help) usage; exit 0 ;;
*) usage >&2; exit 2 ;;
esac
"command_$command" "${@:2}"
