#!/usr/bin/env bash
# What the compiler and the linker must have added to a program, a shared library (.so) or a static one (.a), read from
# the file: see cmake/Hardening.cmake.
# usage: check_hardening.sh FILE...
#        check_hardening.sh --self-test COMPILER   builds files that lack one protection each, and expects to be told so
set -euo pipefail

# lacks FILE: prints the protections that a file does not have, one a line.
lacks() {
    local file=$1 headers dynamic notes symbols
    symbols=$(nm --undefined-only "$file" 2>/dev/null; nm --dynamic --undefined-only "$file" 2>/dev/null) || true
    grep -qw '__stack_chk_fail' <<<"$symbols" || echo 'stack protector'
    grep -qE '\b__[a-z]+_chk\b' <<<"$symbols" || echo 'FORTIFY'
    if [ "${file##*.}" = a ]; then
        every_object "$file"
        return
    fi
    headers=$(readelf --wide --file-header --program-headers "$file")
    dynamic=$(readelf --wide --dynamic "$file")
    grep -qE 'GNU_STACK .* RW +0x' <<<"$headers" || echo 'stack that is not executable'
    grep -q 'GNU_RELRO' <<<"$headers" && grep -qE 'BIND_NOW|FLAGS_1.* NOW' <<<"$dynamic" || echo 'full RELRO'
    grep -qE 'Type: +DYN' <<<"$headers" || echo 'address that is not fixed (PIE)'
}

# every_object ARCHIVE: likewise, what each object of a static library must say of itself. Branches that land only where
# they may are told from there: a linked file says so only if the system's own start files do, and Debian's do not.
every_object() {
    local objects
    objects=$(ar t "$1" | wc -l)
    [ "$(readelf --wide --sections "$1" | grep -cE 'note\.GNU-stack +PROGBITS( +[0-9a-f]+){4} +[0-9]')" -eq "$objects" ] ||
        echo 'stack that is not executable'
    [ "$(uname -m)" != x86_64 ] || [ "$(readelf --wide --notes "$1" | grep -cE 'x86 feature: IBT, SHSTK')" -eq "$objects" ] ||
        echo 'control-flow protection'
}

# Each line: the protection that is told as lacking, and the flags that build a program without it.
self_test() {
    local compiler=$1 folder protections lacking flags told
    folder=$(mktemp -d)
    trap "rm -rf '$folder'" EXIT
    protections='-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -pie
        -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack'
    printf '%s\n' '#include <stdio.h>' '#include <string.h>' 'int main(int count, char **words) {' 'char text[9];' \
        'strcpy(text, words[count - 1]);' 'return puts(text);' '}' >"$folder/program.c"
    while IFS='|' read -r lacking flags; do
        # Word splitting of flags is wanted.
        "$compiler" $protections $flags "$folder/program.c" -o "$folder/program" 2>"$folder/warnings"
        told=$(lacks "$folder/program")
        [ "$told" = "$lacking" ] || { echo "built with $flags, lacking: '$told', not '$lacking'" >&2; exit 1; }
    done <<'END'
|
stack protector|-fno-stack-protector
FORTIFY|-U_FORTIFY_SOURCE
full RELRO|-Wl,-z,lazy
full RELRO|-Wl,-z,norelro
address that is not fixed (PIE)|-no-pie -fno-pie
stack that is not executable|-Wl,-z,execstack
END
    [ "$(uname -m)" = x86_64 ] || return 0
    "$compiler" $protections -fcf-protection=none -c "$folder/program.c" -o "$folder/program.o" 2>"$folder/warnings"
    ar rc "$folder/library.a" "$folder/program.o"
    told=$(lacks "$folder/library.a")
    [ "$told" = 'control-flow protection' ] || { echo "without control-flow protection, lacking: '$told'" >&2; exit 1; }
}

if [ "$1" = --self-test ]; then
    self_test "$2"
    exit 0
fi
status=0
for file in "$@"; do
    while read -r protection; do
        echo "$file lacks: $protection" >&2
        status=1
    done < <(lacks "$file")
done
exit "$status"
