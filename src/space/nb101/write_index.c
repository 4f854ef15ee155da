/* What the build runs to make the index file of the published space: write_index PATH. */
#include "space/nb101/nb101.h"

int main(int argument_count, char **arguments) {
    if (argument_count != 2) {
        fprintf(stderr, "usage: %s PATH\n", arguments[0]);
        return NSC_USAGE;
    }
    nsc_error error = {0};
    nsc_nb101 *nb101 = NULL;
    const nsc_nb101_limits limits = {.vertices = NSC_NB101_VERTICES, .edges = NSC_NB101_EDGES};
    nsc_status status = nsc_nb101_create(&nb101, limits, &error);
    if (status == NSC_OK)
        status = nsc_hash_index_write(nb101, NULL, arguments[1], &error);
    if (status != NSC_OK)
        fprintf(stderr, "%s: %s\n", arguments[0], error.message);
    nsc_nb101_destroy(nb101);
    return (int)status;
}
