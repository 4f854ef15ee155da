/* Any bytes as a table of variables, all its columns or some, all combinations or its rows: refused with the file's
 * name, or a space whose points have names, and combinations of values, that lead back to them. */
#include "fuzz.h"

#include "base/base.h"
#include "space/space.h"

const unsigned fuzz_default_rounds = 5000;

const char *const fuzz_seeds[] = {
    "lr,batch,optimiser,acc\n0.1,32,sgd,1\n0.01,32,\"a|b\",2\n0.1,64,sgd,3\n0.01,64,adam,4\n",
    "lr;batch\r\n0,1;8\r\n0,2;16\r\n",
    "[{\"lr\": 0.1, \"dropout\": true}, {\"lr\": 1e-3, \"dropout\": false}]",
    "a,b\nx,True\ny,true\nx,False\n",
    "lr,batch\n",
    "lr,b\x16tch\n0.1,32\n0.01,64\n",
    "lr,batch\n(0.1,32\n'0.01 ,64\n0.1,64\n", /* values that begin or end with what may stand around them */
    "",
    NULL,
};

const char *const fuzz_pieces[] = {"\"",  "\"\"", ",", "\n", "\r\n", "lr", "batch", "true",     "False", "0x1", "1e999",
                                   "nan", "NA",   "|", "/",  "_",    "-",  ";",     "\xc3\xa4", "\xff",  NULL};

static const char *const endings[] = {"", ":rows", ":lr=ordinal", ":lr,batch=categorical:rows"};

static void check_points(const nsc_space *space) {
    enum { FEW = 200 };
    const uint64_t step = space->point_count > FEW ? space->point_count / FEW : 1;
    for (uint64_t point = 0; point < space->point_count; point += step) {
        nsc_point_name name;
        uint32_t read;
        nsc_error error = {0};
        fuzz_demand(space->point_name(space, (uint32_t)point, &name, NULL) == NSC_OK && nsc_is_utf8(name.text),
                    "points have names");
        const nsc_status status = space->point_parse(space, name.text, &read, &error);
        fuzz_demand_told(status == NSC_OK, "that succeeds", &error);
        fuzz_demand(read == point, "names are read back");
    }
}

static void open_as(const char *path, const char *ending) {
    char name[80];
    nsc_space *space = NULL;
    nsc_error error = {0};
    snprintf(name, sizeof name, "variables:%s%s", path, ending);
    const nsc_status status = nsc_space_open(&space, name, &error);
    if (status == NSC_OK) {
        fuzz_demand(space->point_count > 0, "a space has points");
        check_points(space);
    } else {
        fuzz_refused(status, &error, path);
    }
    nsc_space_close(space);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file file = {.descriptor = -1};
    const char *path = fuzz_write(&file, bytes, size);
    for (size_t ending = 0; ending < NSC_COUNT_OF(endings); ending++)
        open_as(path, endings[ending]);
    return 0;
}
