/* Any text as a CELL: it names a cell, and then its own spelling leads back, or it is refused with a reason. */
#include "fuzz.h"

#include "space/nb101/nb101.h"

#include <stdio.h>
#include <string.h>

const unsigned fuzz_default_rounds = 300000;

const char *const fuzz_seeds[] = {
    "0100/",
    "010001000/c3",
    "0101001000010000/c3,mp",
    "0101/0010/0001/0000/input,conv3x3-bn-relu,maxpool3x3,output",
    "[[0,1,1],[0,0,1],[0,0,0]]/['input','conv1x1-bn-relu','output']",
    "0111000001000010000100000/c3,c1,mp",
    "01100/00000/00001/00001/00000/mp,c1,c3",
    "0111101000000100000010000001000001000000010000000/c3,c1,mp,c3,c3",
    "0100000000100000000100000000100000000100000000100000000100000000/c3,c3,c3,c3,c3,c3",
    "b49ac8c578b4561d79ac7087988f1c61",
    "id:17",
    "id:",
    "/",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {"id:",
                                   "/",
                                   "//",
                                   ",",
                                   ",,",
                                   "input",
                                   "output",
                                   "conv3x3",
                                   "conv1x1-bn-relu",
                                   "maxpool3x3",
                                   "c3",
                                   "c1",
                                   "mp",
                                   "[[",
                                   "]]",
                                   "0000",
                                   "1111",
                                   "'",
                                   "\"",
                                   " ",
                                   "\n",
                                   "-1",
                                   "18446744073709551616",
                                   NULL};

static nsc_space *opened;

static void demand(bool held, const char *promise, const char *text) {
    if (held)
        return;
    fprintf(stderr, "%s: \"%s\"\n", promise, text);
    abort();
}

static void check_refusal(nsc_status status, const nsc_error *error, const char *text) {
    demand(status == NSC_INVALID && error->status == NSC_INVALID, "a refusal is NSC_INVALID", text);
    demand(error->message[0] != '\0', "a refusal has a reason", text);
}

static void check_accepted(uint32_t id, const nsc_encoding *encoding, const char *text) {
    char spelling[NSC_ADJACENCY_SIZE + NSC_OPERATIONS_SIZE], *end = spelling;
    uint32_t again = UINT32_MAX;
    demand(id < opened->point_count, "an id is within the space", text);
    demand((encoding->kept & 1u) != 0 && encoding->kept >> (encoding->written.vertex_count - 1) == 1u,
           "input and output are kept", text);
    demand(__builtin_popcount(encoding->kept) == encoding->pruned.vertex_count, "what is kept is the cell", text);
    nsc_cell_adjacency(&encoding->written, end);
    end += strlen(end);
    *end++ = '/';
    nsc_cell_operations(&encoding->written, end);
    demand(nsc_nb101_parse(opened, spelling, &again, NULL, NULL) == NSC_OK && again == id, "a spelling leads back",
           text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    if (opened == NULL)
        demand(nsc_space_open(&opened, "nb101:vertices=5", NULL) == NSC_OK, "the space opens", "");
    char *text = malloc(size + 1);
    if (text == NULL)
        abort();
    if (size > 0)
        memcpy(text, bytes, size);
    text[size] = '\0';
    nsc_error error = {0};
    nsc_encoding encoding;
    uint32_t id = UINT32_MAX;
    nsc_status status = nsc_nb101_parse(opened, text, &id, &encoding, &error);
    if (status == NSC_OK)
        check_accepted(id, &encoding, text);
    else
        check_refusal(status, &error, text);
    /* The two parts as columns of a file. */
    char *slash = strchr(text, '/');
    if (slash != NULL) {
        *slash = '\0';
        error = (nsc_error){0};
        status = nsc_encoding_parse_parts(&encoding, text, slash + 1, &error);
        if (status != NSC_OK)
            check_refusal(status, &error, text);
    }
    free(text);
    return 0;
}
