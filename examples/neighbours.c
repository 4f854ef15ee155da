/*
 * Prints the neighbours of one point, and what changes on the way to each.
 *
 *     cc neighbours.c -o neighbours $(pkg-config --cflags --libs nasscape)
 *     ./neighbours nb101 02e5a0247bbdcf2860b7e96f74961594
 *     ./neighbours nb101:vertices=5 id:7 strict
 *     ./neighbours hamming:ACGT^8 ACGTACGT
 */
#include <nasscape/nasscape.h>

#include <stdio.h>
#include <stdlib.h>

static nsc_status print_neighbours(const nsc_space *space, const char *text, const char *relation_name,
                                   nsc_error *error) {
    const nsc_relation *relation;
    nsc_neighbour *neighbours = NULL;
    size_t count = 0;
    uint32_t point;
    nsc_point_name name;
    nsc_status status = NSC_OK;
    NSC_TRY(nsc_relation_of(space, relation_name, &relation, error)); /* NULL: the space's first relation */
    NSC_TRY(space->point_parse(space, text, &point, error));          /* any spelling that the space reads */
    NSC_TRY(space->point_name(space, point, &name, error));
    /* One row straight from the space; whoever wants many builds the graph and reads its rows, as walk.c does. */
    NSC_TRY(nsc_graph_neighbours(space, relation, point, &neighbours, &count, error));
    printf("%s has %zu neighbours (%s):\n", name.text, count, relation->name);
    for (size_t place = 0; place < count; place++) {
        NSC_TRY(space->point_name(space, neighbours[place].point, &name, error));
        printf("%s  %s\n", name.text, space->edge_kinds[neighbours[place].kind].name);
    }
out:
    free(neighbours);
    return status;
}

int main(int argument_count, char **arguments) {
    nsc_error error = NSC_ERROR_NONE;
    nsc_space *space = NULL;
    if (argument_count < 3 || argument_count > 4) {
        fputs("usage: neighbours SPACE POINT [RELATION]\n", stderr);
        return NSC_USAGE;
    }
    if (nsc_space_open(&space, arguments[1], &error) != NSC_OK ||
        print_neighbours(space, arguments[2], argument_count > 3 ? arguments[3] : NULL, &error) != NSC_OK)
        fprintf(stderr, "neighbours: %s\n", error.message);
    nsc_space_close(space); /* NULL is allowed, as in every function that releases something */
    return error.status;
}
