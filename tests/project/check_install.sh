#!/usr/bin/env bash
# Installs a build into a fresh folder, moves that folder, and uses what is in it as a stranger would: the program, its
# manual page, the library through pkg-config, and its headers: each alone, and all together in both orders, in C and C++.
# usage: check_install.sh BUILD CMAKE COMPILER [flags the build was compiled with]
set -euo pipefail
build=$1 cmake=$2 compiler=$3
shift 3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$cmake" --install "$build" --prefix "$folder/first" >/dev/null
mv "$folder/first" "$folder/moved"

best=02e5a0247bbdcf2860b7e96f74961594 # published: 32,426,634 trainable parameters
"$folder/moved/bin/nasscape" query cell "$best" --format csv | grep -q 32426634 || {
    echo "the installed program does not know the best cell" >&2
    exit 1
}
[ -s "$folder/moved/share/man/man1/nasscape.1" ] || { echo "no manual page was installed" >&2; exit 1; }

pc=$(find "$folder/moved" -name nasscape.pc)
export PKG_CONFIG_PATH=${pc%/*}
cat >"$folder/client.c" <<'END'
#include "analysis/analysis.h"
#include "notebooks-export/notebooks.h"
#include "reports/reports.h"
#include "space/nb101/nb101.h"

int main(void) {
    nsc_space *space = NULL;
    nsc_graph graph = {0};
    nsc_error error = {0};
    if (nsc_space_open(&space, "nb101:vertices=5", &error) != NSC_OK ||
        nsc_graph_build(&graph, space, nsc_relation_named("strict"), NULL, &error) != NSC_OK)
        fprintf(stderr, "%s\n", error.message);
    printf("%u cells, %d analyses, %d reports\n", graph.point_count, nsc_analysis_count() > 0, nsc_report_count() > 0);
    nsc_graph_release(&graph);
    nsc_space_close(space);
    return 0;
}
END
# Word splitting is wanted: pkg-config answers with flags.
"$compiler" "$@" "$folder/client.c" -o "$folder/client" $(pkg-config --cflags --libs nasscape)
answer=$("$folder/client")
[ "$answer" = "2532 cells, 1 analyses, 1 reports" ] || { echo "the installed library says: $answer" >&2; exit 1; }

# Two headers that define one name do not compile together, whichever comes first.
include=$folder/moved/include/nasscape
mapfile -t headers < <(cd "$include" && find . -name '*.h' -printf '%P\n' | sort)
for header in "${headers[@]}"; do
    echo "#include \"$header\"" >"$folder/alone.c"
    "$compiler" -std=c17 -fsyntax-only "$folder/alone.c" $(pkg-config --cflags nasscape) || {
        echo "$header does not compile by itself" >&2
        exit 1
    }
done
printf '#include "%s"\n' "${headers[@]}" >"$folder/all.c"
tac "$folder/all.c" >"$folder/reverse.c"
for order in all reverse; do
    "$compiler" -std=c17 -fsyntax-only "$folder/$order.c" $(pkg-config --cflags nasscape) || {
        echo "the installed headers do not compile together in C (order: $order)" >&2
        exit 1
    }
    command -v c++ >/dev/null || continue
    c++ -x c++ -std=c++17 -fsyntax-only "$folder/$order.c" $(pkg-config --cflags nasscape) || {
        echo "the installed headers do not compile together in C++ (order: $order)" >&2
        exit 1
    }
done

if find "$folder/moved/include" -name '*_internal.h' | grep .; then
    echo "private headers were installed" >&2
    exit 1
fi
