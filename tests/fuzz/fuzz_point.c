/* Any text as a point of spaces of several kinds: refused with a reason, or a point whose names lead back to it. */
#include "fuzz.h"

#include "base/base.h"
#include "space/space.h"

const unsigned fuzz_default_rounds = 30000;

const char *const fuzz_seeds[] = {
    "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|",
    "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|",
    "012345",
    "(4, 3, 1, 0, 2, 2)",
    "00000000",
    "ACGTA",
    "acgta",
    "id:17",
    "lr=0.1,batch=32",
    "0.1|32|sgd",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {"id:",          "|",    "~",        "+", "~0|", "nor_conv_3x3", "avg_pool_3x3",
                                   "skip_connect", "none", "0.1",      ",", "=",   "lr",           "4294967296",
                                   "-1",           " ",    "\xc3\xa4", NULL};

static const char table[] = "lr,batch,optimiser,acc\n0.1,32,sgd,1\n0.01,32,\"a|b\",2\n0.1,64,sgd,3\n0.01,64,adam,4\n";
static const char edges[] = "from,to\na,\"b,c\"\n\"b,c\",17\n17,a\n";

enum { SPACES = 8 };

static void open_spaces(nsc_space *spaces[SPACES]) {
    static fuzz_file files[2] = {{.descriptor = -1}, {.descriptor = -1}};
    char variables[64], rows[64];
    snprintf(variables, sizeof variables, "variables:%s", fuzz_write(&files[0], table, strlen(table)));
    snprintf(rows, sizeof rows, "variables:%s:rows", files[0].path);
    const char *const names[SPACES] = {
        "nb201", "nb201:distinct", "nb201:naslib", "hamming:3^8",
        "dna^5", variables,        rows,           fuzz_write(&files[1], edges, strlen(edges))};
    for (size_t number = 0; number < SPACES; number++) {
        nsc_error error = {0};
        const nsc_status status = nsc_space_open(&spaces[number], names[number], &error);
        fuzz_demand_told(status == NSC_OK, "that succeeds", &error);
    }
}

static void check_point(const nsc_space *space, uint32_t point) {
    nsc_point_name name;
    uint32_t read;
    fuzz_demand(point < space->point_count, "a point lies in the space");
    fuzz_demand(space->point_name(space, point, &name, NULL) == NSC_OK &&
                    space->point_parse(space, name.text, &read, NULL) == NSC_OK && read == point,
                "the name of a point leads back");
    if (space->point_spelling != NULL) {
        char text[NSC_POINT_SPELLING_SIZE];
        space->point_spelling(space, point, text);
        fuzz_demand(space->point_parse(space, text, &read, NULL) == NSC_OK && read == point, "so does its spelling");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static nsc_space *spaces[SPACES];
    char *text = fuzz_text(bytes, size);
    if (spaces[0] == NULL)
        open_spaces(spaces);
    for (size_t number = 0; number < SPACES; number++) {
        const nsc_space *space = spaces[number];
        uint32_t point;
        nsc_error error = {0};
        const nsc_status status = space->point_parse(space, text, &point, &error);
        if (status != NSC_OK) {
            fuzz_demand(status == NSC_INVALID, "a text is a point or invalid");
            fuzz_refused(status, &error, NULL);
            continue;
        }
        check_point(space, point);
        if (space->stands_for_point != NULL)
            (void)space->stands_for_point(space, text, point);
    }
    free(text);
    return 0;
}
