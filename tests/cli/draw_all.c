/* Draws one cell of every skeleton of the published space for check_drawings.py: "# ADJACENCY", then the drawing. */
#include "cli/cli.h"

int main(void) {
    nsc_error error = {0};
    nsc_nb101 *nb101 = NULL;
    const nsc_nb101_limits limits = {.vertices = NSC_NB101_VERTICES, .edges = NSC_NB101_EDGES};
    nsc_status status = nsc_nb101_create(&nb101, limits, &error);
    for (uint32_t number = 0; status == NSC_OK && number < nsc_nb101_skeleton_count(nb101); number++) {
        const nsc_skeleton *skeleton = nsc_nb101_skeleton(nb101, number);
        /* The first, a middle or the last of its cells, so that short and long labels occur. */
        const nsc_cell cell = nsc_nb101_cell(nb101, skeleton->first_id + (skeleton->cell_count - 1) * (number % 3) / 2);
        char adjacency[NSC_ADJACENCY_SIZE];
        char *text = NULL;
        nsc_cell_adjacency(&cell, adjacency);
        status = nsc_drawing_create(&text, &cell, true, &error);
        if (status == NSC_OK)
            printf("# %s\n%s", adjacency, text);
        free(text);
    }
    if (status != NSC_OK)
        fprintf(stderr, "draw_all: %s\n", error.message);
    nsc_nb101_destroy(nb101);
    return (int)status;
}
