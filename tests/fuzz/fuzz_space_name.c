/*
 * Any text as the name of a space: refused with the reason, or a space whose points have names that lead back to them,
 * and whose own name opens it again. Names of files are left out: entries of their own read files of any bytes.
 */
#include "fuzz.h"

#include "base/base.h"
#include "space/space.h"

const unsigned fuzz_default_rounds = 100;

const char *const fuzz_seeds[] = {
    "nb101:vertices=4",
    "nb101:vertices=5,edges=6",
    "nb201",
    "nb201:distinct",
    "nb201:naslib",
    "hamming:3^8",
    "hamming:ACGT^4",
    "hamming:2^31",
    "dna^3",
    "rna^5",
    "protein^2",
    "binary^12",
    "hamming:\xc3\xa4,b,c^3",
    "hamming:a,b;c,d,e;f,g",
    "variables:none.csv",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {"nb101:", "vertices=", "edges=",     ",",  "^", "hamming:", "dna", ":distinct",
                                   "2",      "31",        "4294967296", "-1", ";", "\xc3\xa4", " ",   NULL};

/* A few points from the first to the last. */
static void check_points(const nsc_space *space) {
    enum { FEW = 50 };
    const uint32_t step = space->point_count > FEW ? space->point_count / FEW : 1;
    fuzz_demand(space->point_count > 0, "a space has points");
    for (uint64_t point = 0; point < space->point_count; point += step) {
        nsc_point_name name;
        uint32_t read;
        fuzz_demand(space->point_name(space, (uint32_t)point, &name, NULL) == NSC_OK && name.text[0] != '\0',
                    "points have names");
        fuzz_demand(space->point_parse(space, name.text, &read, NULL) == NSC_OK && read == point,
                    "names are read back");
        for (size_t feature = 0; feature < space->feature_count; feature++) {
            double value;
            fuzz_demand(space->feature_value(space, feature, (uint32_t)point, &value, NULL) == NSC_OK,
                        "points have features");
        }
    }
}

/* Cells of 8 vertices take minutes, different networks of NAS-Bench-201 half a second (fuzz_point opens them). */
static bool is_left_out(const char *text) {
    return strchr(text, '/') != NULL || strcasestr(text, "vertices=8") != NULL || strcasestr(text, "distinct") != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    char *text = fuzz_text(bytes, size);
    nsc_space *space = NULL, *again = NULL;
    nsc_error error = {0};
    const nsc_status status = is_left_out(text) ? NSC_USAGE : nsc_space_open(&space, text, &error);
    if (status == NSC_OK) {
        check_points(space);
        fuzz_demand(nsc_space_open(&again, space->name, NULL) == NSC_OK && again->point_count == space->point_count,
                    "the name of a space opens it");
    } else if (!is_left_out(text)) {
        fuzz_refused(status, &error, NULL);
        fuzz_demand(space == NULL, "nothing is left of a space that was refused");
    }
    nsc_space_close(again);
    nsc_space_close(space);
    free(text);
    return 0;
}
