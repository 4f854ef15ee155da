#!/usr/bin/env bash
# Installs a build into a fresh folder, moves that folder, and uses what is in it as a stranger would: the program, its
# manual page, the library through pkg-config, shared and static, its examples, and its headers: each alone, and all
# together in both orders, in C and C++.
# usage: check_install.sh BUILD CMAKE PYTHON COMPILER [flags the build was compiled with]
# NASSCAPE_HARDENED=OFF: the build has no protections to look for, see cmake/Hardening.cmake.
set -euo pipefail
build=$1 cmake=$2 python=$3 compiler=$4
shift 4
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$cmake" --install "$build" --prefix "$folder/first" >/dev/null
mv "$folder/first" "$folder/moved"
fail() {
    echo "$*" >&2
    exit 1
}

best=02e5a0247bbdcf2860b7e96f74961594 # published: 32,426,634 trainable parameters
"$folder/moved/bin/nasscape" query cell "$best" --format csv | grep -q 32426634 ||
    fail "the installed program does not know the best cell"
[ -s "$folder/moved/share/man/man1/nasscape.1" ] || fail "no manual page was installed"

# Word splitting of its answers is wanted: pkg-config answers with flags.
pc=$(find "$folder/moved" -name nasscape.pc)
export PKG_CONFIG_PATH=${pc%/*}
libraries=${pc%/*/*}
readelf -d "$libraries/libnasscape.so" | grep -qF 'soname: [libnasscape.so.0]' || fail "libnasscape.so has no SONAME"
"$python" "$here/check_exports.py" "$libraries/libnasscape.so" "$folder/moved/include" "$compiler"

# Prints its version by the headers, twice, by the library, and the file of fingerprints that is mapped.
cat >"$folder/client.c" <<'END_OF_CLIENT'
#include <nasscape/nasscape.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    nsc_space *space = NULL;
    uint32_t point;
    char line[4096];
    printf("%d.%d.%d %s %s", NASSCAPE_VERSION_MAJOR, NASSCAPE_VERSION_MINOR, NASSCAPE_VERSION_PATCH, NASSCAPE_VERSION,
           nsc_version());
    if (nsc_space_open(&space, "nb101", NULL) != NSC_OK ||
        space->point_parse(space, "02e5a0247bbdcf2860b7e96f74961594", &point, NULL) != NSC_OK)
        return 1;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (maps != NULL && fgets(line, sizeof line, maps) != NULL && strstr(line, "nasscape-index") == NULL)
        continue;
    printf(" %s", strchr(line, '/'));
    nsc_space_close(space);
    return 0;
}
END_OF_CLIENT
version=$(pkg-config --modversion nasscape)
index=$folder/moved/share/nasscape/nasscape-index.bin
shared=$(pkg-config --cflags --libs nasscape)
static=$(pkg-config --cflags --libs --static nasscape | sed 's/-lnasscape/-l:libnasscape.a/')
mkdir "$folder/moved/programs"
for flags in "$shared" "$static"; do
    client=$folder/moved/programs/client
    "$compiler" "$@" "$folder/client.c" -o "$client" $flags
    answer=$(LD_LIBRARY_PATH=$libraries "$client")
    [ "$answer" = "$version $version $version $index" ] || fail "the library installed as $version says: $answer"
done
readelf -d "$client" | grep -q libnasscape && fail "the static library was passed over"

# What attackers of a program count on is closed in what was installed.
bash "$here/check_hardening.sh" --self-test "$compiler"
[ "${NASSCAPE_HARDENED:-ON}" != ON ] || bash "$here/check_hardening.sh" "$folder/moved/bin/nasscape" \
    "$libraries/libnasscape.so" "$libraries/libnasscape.a"

# The Python module finds the library that was moved with it, also without numpy. An interpreter cannot load a library
# with a sanitizer in it.
for hidden in pandas numpy; do
    [ $# -eq 0 ] || break
    answer=$(cd / && PYTHONPATH=$folder/moved/lib/python3/dist-packages PYTHONDONTWRITEBYTECODE=1 "$python" -c "
import sys
sys.modules['$hidden'] = None
import nasscape
print(nasscape._library()._name, nasscape.__version__, nasscape.open().fitness('params')[0])") || true
    [ "$answer" = "$libraries/libnasscape.so.0 $version 882570.0" ] || fail "without $hidden, the module says: $answer"
done

"$python" "$here/check_examples.py" "$folder/moved" "$compiler" "$@"

# Two headers that define one name do not compile together, whichever comes first.
include=$folder/moved/include
mapfile -t headers < <(cd "$include" && find . -name '*.h' -printf '%P\n' | sort)
languages=("$compiler -x c -std=c17")
command -v c++ >/dev/null && languages+=("c++ -x c++ -std=c++17")
for language in "${languages[@]}"; do
    strict="$language -Wall -Wextra -pedantic -Werror -fsyntax-only -I$include"
    for header in "${headers[@]}"; do
        printf "#include <%s>\nint compiled;\n" "$header" | $strict - || fail "$header does not compile by itself ($language)"
    done
    printf '#include <%s>\n' "${headers[@]}" >"$folder/all"
    $strict - <"$folder/all" || fail "the installed headers do not compile together ($language)"
    tac "$folder/all" | $strict - || fail "the installed headers do not compile together in reverse order ($language)"
done

# Nor may what the library rests on be needed to compile against it.
printf '%s\n' '#include <nasscape/nasscape.h>' | "$compiler" -E -I"$include" - | grep -E '^# .*(gsl|igraph|jansson)' &&
    fail "an installed header includes one of a library that nasscape rests on"
exit 0
