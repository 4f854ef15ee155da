#!/usr/bin/env bash
# Makes the Debian package of a build, unpacks it into an empty folder, and uses what is in it.
# usage: check_package.sh BUILD CPACK
set -euo pipefail
build=$1 cpack=$2
command -v dpkg-deb >/dev/null && command -v dpkg-shlibdeps >/dev/null || { echo "skipped: no dpkg to make a package with"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() {
    echo "$*" >&2
    exit 1
}

"$cpack" --config "$build/CPackConfig.cmake" -B "$folder/made" >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
package=$(find "$folder/made" -maxdepth 1 -name '*.deb')
version=$("$build/src/cli/nasscape" --version | sed -n 's/^nasscape //p')
[ "$(dpkg-deb -f "$package" Version)" = "$version-1" ] || fail "the package is of another version than $version"

# Libraries that the program loads late are dependencies like the others.
for library in libigraph libcurl libmicrohttpd libgsl libopenblas libc6; do
    dpkg-deb -f "$package" Depends | grep -q "$library" || fail "the package does not depend on $library"
done
dpkg-deb -f "$package" Recommends | grep -q gnuplot || fail "the package does not recommend gnuplot"

dpkg-deb -x "$package" "$folder/unpacked"
prefix=$folder/unpacked/usr
for file in bin/nasscape share/man/man1/nasscape.1.gz share/man/man1/nasscape-analyse.1.gz include/nasscape/nasscape.h \
    share/bash-completion/completions/nasscape share/zsh/vendor-completions/_nasscape \
    share/fish/vendor_completions.d/nasscape.fish share/nasscape/nasscape-index.bin share/doc/nasscape/copyright \
    share/doc/nasscape/changelog.gz share/doc/nasscape/changelog.Debian.gz share/doc/nasscape/examples/walk.c; do
    [ -s "$prefix/$file" ] || fail "the package lacks $file"
done
[ -n "$(find "$prefix" -name 'libnasscape.so.*')" ] && [ -n "$(find "$prefix" -name libnasscape.a)" ] ||
    fail "the package lacks the library"
[ ! -e "$folder/unpacked/usr/local" ] && [ "$(ls "$folder/unpacked")" = usr ] || fail "the package has files outside /usr"
[ -z "$(find "$folder/unpacked" -perm /022 ! -type l)" ] || fail "others than root may write files of the package"

# Published: 32,426,634 trainable parameters; the hash is looked up in the index beside the program.
"$prefix/bin/nasscape" query cell 02e5a0247bbdcf2860b7e96f74961594 --format csv --quiet | grep -q 32426634 ||
    fail "the program of the package does not know the best cell"
echo "1 passed, 0 failed"
