/* Any bytes as a CSV file of measurements: read, or refused with the file's name and a reason, and nothing
 * half-taken. */
#include "base/base.h"
#include "fuzz.h"

#include "data/measurements/measurements.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const unsigned fuzz_default_rounds = 20000;

const char *const fuzz_seeds[] = {
    "hash,epochs,run,test_accuracy\n"
    "b49ac8c578b4561d79ac7087988f1c61,108,1,0.9\n"
    "b49ac8c578b4561d79ac7087988f1c61,108,2,0.91\n"
    "53cee42601ad14d661bb6878031d6acb,36,1,0.5\n",
    "adjacency,operations,validation_accuracy,training_time_s,trainable_parameters\n"
    "010001000,\"input,conv3x3-bn-relu,output\",0.93,1155.853,10177674\r\n"
    "0101001000010000,\"c3,c3\",0.93,500,20346506\r\n",
    "\xef\xbb\xbfmodule_hash,module_adjacency,module_operations,repeat,halfway_test_accuracy,note\n"
    "d1269d9156ddc027c40473008192958a,010001000,\"input,conv1x1-bn-relu,output\",3,0.25,7\n",
    "hash,test_accuracy\n",
    "hash\nb49ac8c578b4561d79ac7087988f1c61\n",
    "",
    NULL,
};

const char *const fuzz_pieces[] = {"\"",         "\"\"",       ",",
                                   ",,,",        "\n",         "\r\n",
                                   "\n\n",       "nan",        "inf",
                                   "-1",         "1e999",      "0.5",
                                   "0x1p-3",     "hash",       "run",
                                   "epochs",     "108",        "test_accuracy",
                                   "operations", "4294967296", "b49ac8c578b4561d79ac7087988f1c61",
                                   "010001000",  " ",          "\xff",
                                   NULL};

static nsc_space *opened;

static void check_run(nsc_metric metric, const double *values, uint32_t known) {
    uint32_t counted = 0;
    for (uint32_t point = 0; point < opened->point_count; point++) {
        if (isnan(values[point]))
            continue;
        counted++;
        fuzz_demand(isfinite(values[point]), "values are finite");
        if (nsc_metric_is_accuracy(metric))
            fuzz_demand(values[point] >= 0 && values[point] <= 1, "accuracies lie in [0, 1]");
        else if (metric < NSC_METRIC_COLUMN)
            fuzz_demand(values[point] > 0, "times are positive");
    }
    fuzz_demand(counted == known, "as many values as are said to be known");
}

/* Every value that is held is one that could have been measured. */
static void check_values(const nsc_measurements *measurements) {
    double values[2532];
    const size_t run_count = nsc_measurements_run_count(measurements);
    fuzz_demand(opened->point_count <= sizeof values / sizeof *values, "the space is small");
    for (size_t budget = 0; budget < nsc_measurements_budget_count(measurements); budget++)
        for (nsc_metric metric = 0; metric < NSC_METRIC_COUNT + nsc_measurements_column_count(measurements); metric++)
            for (size_t number = 0; number <= run_count; number++) {
                const size_t run = number < run_count ? number : NSC_RUN_MEAN;
                uint32_t known;
                fuzz_demand(nsc_measurements_values(measurements, budget, metric, run, values, &known, NULL) == NSC_OK,
                            "values of a CSV file are read");
                check_run(metric, values, known);
            }
}

static void read_as(const char *path, bool keep_going, const char *column) {
    const nsc_measurement_options options = {.keep_going = keep_going, .column = column};
    nsc_measurements *measurements = NULL;
    nsc_error error = {0};
    fuzz_demand(nsc_measurements_create(&measurements, opened, NULL) == NSC_OK, "an empty set is made");
    const nsc_status status = nsc_measurements_read_csv(measurements, path, &options, &error);
    fuzz_demand(status == NSC_OK || status == NSC_INVALID || (status == NSC_MISSING && column != NULL) ||
                    (status == NSC_USAGE && column != NULL),
                "a file is read or invalid");
    if (status == NSC_OK) {
        fuzz_demand(nsc_measurements_source_count(measurements) == 1, "a file that was read is a source");
        fuzz_demand(keep_going || nsc_measurements_refusal_count(measurements) == 0,
                    "rows are left out only when asked");
        check_values(measurements);
    } else {
        fuzz_demand(error.status == status && strstr(error.message, path) != NULL, "a refusal names the file");
        fuzz_demand(nsc_measurements_source_count(measurements) == 0, "nothing is added after a failure");
    }
    nsc_measurements_destroy(measurements);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    static fuzz_file file = {.descriptor = -1};
    if (opened == NULL)
        fuzz_demand(nsc_space_open(&opened, "nb101:vertices=4", NULL) == NSC_OK, "the space opens");
    const char *path = fuzz_write(&file, bytes, size);
    read_as(path, false, NULL);
    read_as(path, true, "note");
    return 0;
}
