#!/usr/bin/env bash
# bootstrap.sh install, with stand-ins for the tools: a prefix that only root can write comes first, by sudo, then one
# that the user can write. The manifest that root left in the build folder must not stop the second.
# usage: check_bootstrap.sh SOURCE
set -euo pipefail
source=$1
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
mkdir -p "$folder/project/build/release" "$folder/tools" "$folder/own"
cp "$source/bootstrap.sh" "$folder/project"

# cmake --install writes its manifest over the one that is there, as CMake does.
cat >"$folder/tools/cmake" <<'END'
#!/bin/sh
[ "$1" = --install ] || exit 0
echo installed >"$2/install_manifest.txt"
END
printf '#!/bin/sh\necho installed\n' >"$folder/tools/dpkg-query"
printf '#!/bin/sh\nexit 0\n' >"$folder/tools/apt-get"
chmod +x "$folder/tools"/*

# What an install through sudo leaves: a manifest that the user cannot write, in a folder that is the user's.
manifest=$folder/project/build/release/install_manifest.txt
echo old >"$manifest"
chmod 444 "$manifest"
command=(env "PATH=$folder/tools:$PATH" "$folder/project/bootstrap.sh" install "$folder/own")
if [ "$(id -u)" -eq 0 ]; then # root could write it all the same
    chown -R nobody "$folder"
    chown root "$manifest"
    chmod 755 "$folder"
    command=(setpriv --reuid=nobody --clear-groups "${command[@]}")
fi
"${command[@]}"
[ "$(cat "$manifest")" = installed ] || { echo "the manifest is still the old one" >&2; exit 1; }
