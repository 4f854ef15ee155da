#!/usr/bin/env bash
# bootstrap.sh install and uninstall, with stand-ins for the tools: into a prefix that the user can write and that holds
# files of others, after an install as root whose manifest lies in the build folder; once more with other files; and away
# again. The name of the prefix has characters that patterns read otherwise.
# usage: check_bootstrap.sh SOURCE
set -euo pipefail
source=$1
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
mkdir -p "$folder/project/build/release" "$folder/tools" "$folder/o:w.n/bin" "$folder/o:w.n/lib/python3"
cp "$source/bootstrap.sh" "$folder/project"
echo other >"$folder/o:w.n/bin/other"
fail() {
    echo "$*" >&2
    exit 1
}

# cmake --install copies the files that `files` lists below the prefix, and writes its manifest over the one that is there,
# without a line break at its end, as CMake does.
cat >"$folder/tools/cmake" <<'END'
#!/bin/sh
for word; do
    case $word in -DCMAKE_INSTALL_PREFIX=*) echo "${word#*=}" >"$(dirname "$0")/prefix" ;; esac
done
[ "$1" = --install ] || exit 0
prefix=$(cat "$(dirname "$0")/prefix") separator=
: >"$2/install_manifest.txt"
while read -r name; do
    mkdir -p "$prefix/$(dirname "$name")"
    echo installed >"$prefix/$name"
    printf '%s%s' "$separator" "$prefix/$name" >>"$2/install_manifest.txt"
    separator='
'
done <"$(dirname "$0")/files"
END
printf '#!/bin/sh\necho installed\n' >"$folder/tools/dpkg-query"
printf '#!/bin/sh\nexit 0\n' | tee "$folder/tools/apt-get" "$folder/tools/ldconfig" >"$folder/tools/gnuplot"
printf '%s\n' bin/nasscape lib/python3/dist-packages/nasscape.py share/doc/nasscape/README.md >"$folder/tools/files"
chmod +x "$folder/tools"/*

# What an install through sudo leaves: a manifest that the user cannot write, in a folder that is the user's.
manifest=$folder/project/build/release/install_manifest.txt
echo old >"$manifest"
chmod 444 "$manifest"
bootstrap=(env "PATH=$folder/tools:$PATH" "$folder/project/bootstrap.sh")
if [ "$(id -u)" -eq 0 ]; then # root could write it all the same
    chown -R nobody "$folder"
    chown root "$manifest"
    chmod 755 "$folder"
    bootstrap=(setpriv --reuid=nobody --clear-groups "${bootstrap[@]}")
fi
prefix=$folder/o:w.n
"${bootstrap[@]}" install "$prefix"
grep -q nasscape.py "$manifest" || fail "the manifest is still the old one"
[ -e "$prefix/bin/nasscape" ] || fail "nothing was installed"

# An install of other files: those that are no longer there go.
"${bootstrap[@]}" install "$prefix" 2>/dev/null
printf '%s\n' bin/nasscape lib/python3/dist-packages/nasscape.py >"$folder/tools/files"
"${bootstrap[@]}" install "$prefix" 2>/dev/null
[ ! -e "$prefix/share/doc/nasscape/README.md" ] || fail "a file of an earlier install is left"

# Python compiles the module where it lies; another module lies beside it later.
mkdir -p "$prefix/lib/python3/dist-packages/__pycache__"
touch "$prefix/lib/python3/dist-packages/__pycache__/nasscape.cpython-311.pyc"
[ "$(id -u)" -ne 0 ] || chown -R nobody "$prefix"
"${bootstrap[@]}" uninstall "$prefix"
left=$(cd "$prefix" && find . -mindepth 1 | sort | tr '\n' ' ')
[ "$left" = "./bin ./bin/other ./lib ./lib/python3 " ] || fail "after uninstall there is: $left"
if message=$("${bootstrap[@]}" uninstall "$prefix" 2>&1); then
    fail "there was nothing to remove"
fi
case $message in *"nothing to remove"*) ;; *) fail "uninstall says: $message" ;; esac

# apt without a network prints thousands of lines: its last errors are told, in a few, and the file that has all of them.
printf '#!/bin/sh\necho absent\n' >"$folder/tools/dpkg-query"
printf '#!/bin/sh\nexec "$@"\n' >"$folder/tools/sudo"
cat >"$folder/tools/apt-get" <<'ENDS'
#!/bin/sh
seq -f 'W: Failed to fetch http://deb.example/%g  Could not resolve' 2700
echo 'E: Unable to locate package cmake'
exit 100
ENDS
chmod +x "$folder/tools/sudo"
mkdir -m 777 "$folder/logs"
if message=$(TMPDIR=$folder/logs "${bootstrap[@]}" build 2>&1); then
    fail "packages were installed without a network"
fi
[ "$(wc -l <<<"$message")" -le 12 ] || fail "apt's failure takes $(wc -l <<<"$message") lines"
case $message in *"E: Unable to locate package cmake"*"all of its output: "*) ;; *) fail "apt's failure says: $message" ;; esac
grep -q '/2700 ' "$folder/logs"/* || fail "the file that is named has not all of apt's output"
