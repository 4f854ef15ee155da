/*
 * Fetches a file that a test has published, as `nasscape data fetch` does an official one; for check_fetch.py.
 *
 *     fetch_file ADDRESS PATH SHA256 SIZE_AT_MOST
 *
 * The exit code is the status; the error goes to standard error, every fraction of the progress to standard output.
 */
#include "data/official/fetch.h"

#include <stdio.h>
#include <stdlib.h>

static void print_progress(void *context, const char *stage, double fraction) {
    (void)context;
    printf("%s %.6f\n", stage, fraction);
}

int main(int argument_count, char **arguments) {
    if (argument_count != 5) {
        fprintf(stderr, "usage: fetch_file ADDRESS PATH SHA256 SIZE_AT_MOST\n");
        return NSC_USAGE;
    }
    const nsc_published_file file = {.name = "test",
                                     .meaning = "a test's own",
                                     .address = arguments[1],
                                     .sha256 = arguments[3],
                                     .size_at_most = strtoull(arguments[4], NULL, 10)};
    const nsc_control control = {.report = print_progress};
    nsc_error error = {0};
    const nsc_status status = nsc_fetch(&file, arguments[2], &(nsc_fetch_options){.control = &control}, &error);
    if (status != NSC_OK)
        fprintf(stderr, "%s\n", error.message);
    return (int)status;
}
