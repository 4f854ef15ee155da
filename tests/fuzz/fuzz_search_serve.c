/*
 * Any lines as requests of `search serve`: each is answered by one line that is a JSON object, by an error where the
 * request is wrong, whatever came before it.
 */
#include "fuzz.h"

#include "base/base.h"
#include "binding/search_server.h"

#include <jansson.h>
#include <math.h>

const unsigned fuzz_default_rounds = 3000;

const char *const fuzz_seeds[] = {
    "{\"describe\":true}\n{\"draw\":2}\n{\"state\":true}\n",
    "{\"evaluate\":[0,1,0,2,3,4,0],\"epochs\":36}\n{\"next_run\":true}\n{\"evaluate\":\"id:3\"}\n",
    "{\"mutate\":[0,1,2,2,0,1,0]}\n{\"neighbours\":[0,0,0,0,0,0,0]}\n{\"neighbors\":\"010001000/c3\"}\n",
    "{\"evaluate\":\"010001000/c3\"}\n{\"evaluate\":[1,1,1,1,1,1,2],\"epochs\":12}\n{\"state\":true}",
    "{\"draw\":0}\n[]\n{}\n\n{\"draw\":1,\"state\":true}\n",
    NULL,
};

const char *const fuzz_pieces[] = {"{",
                                   "}",
                                   "[",
                                   "]",
                                   ",",
                                   "\n",
                                   "\"",
                                   ":",
                                   "1e400",
                                   "-0",
                                   "1e-320",
                                   "NaN",
                                   "null",
                                   "18446744073709551616",
                                   "\"evaluate\"",
                                   "\"epochs\"",
                                   "\"draw\"",
                                   "\"mutate\"",
                                   "\"neighbours\"",
                                   "\"state\":true",
                                   "\"next_run\":true",
                                   "\\u0000",
                                   "id:0",
                                   NULL};

static const char table[] = "hash,epochs,run,validation_accuracy,test_accuracy,training_time_s\n"
                            "b49ac8c578b4561d79ac7087988f1c61,108,1,0.9,0.8,100\n"
                            "b49ac8c578b4561d79ac7087988f1c61,36,1,0.7,0.6,50\n"
                            "d1269d9156ddc027c40473008192958a,108,1,0.5,0.5,100\n"
                            "d1269d9156ddc027c40473008192958a,36,1,0.25,0.5,20\n";

static const nsc_control one_thread = {.thread_count = 1};
static nsc_opened_landscape *opened;
static nsc_experiment *experiment;

static void open_experiment(void) {
    static fuzz_file file = {.descriptor = -1};
    const char *path = fuzz_write(&file, table, strlen(table));
    const nsc_landscape_names names = {.space = "nb101:vertices=4", .data = &path, .data_count = 1};
    const nsc_search_options options = {.evaluations = 5, .keep_evaluations = true, .control = &one_thread};
    nsc_error error = {0};
    const bool done = nsc_landscape_open(&opened, &names, &error) == NSC_OK &&
                      nsc_experiment_open(&experiment, opened, &options, &error) == NSC_OK;
    fuzz_demand_told(done, "an experiment opens", &error);
}

static void check_reply(const char *reply, size_t size) {
    json_error_t reason;
    fuzz_demand(size > 1 && reply[size - 1] == '\n' && memchr(reply, '\n', size - 1) == NULL, "a reply is one line");
    json_t *object = json_loadb(reply, size, JSON_REJECT_DUPLICATES, &reason);
    fuzz_demand(json_is_object(object), "a reply is an object");
    const json_t *evaluations = json_object_get(object, "evaluations");
    fuzz_demand(evaluations == NULL || (json_is_integer(evaluations) && json_integer_value(evaluations) <= 5),
                "no run has more evaluations than its limit");
    json_decref(object);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    nsc_search_server server = {0};
    uint64_t number = 0;
    if (opened == NULL)
        open_experiment();
    fuzz_demand(nsc_search_server_open(&server, opened, experiment, NULL) == NSC_OK, "a session begins");
    for (const uint8_t *end = bytes + size, *next; bytes < end; bytes = next) {
        const uint8_t *newline = memchr(bytes, '\n', (size_t)(end - bytes));
        const size_t length = (size_t)((newline != NULL ? newline : end) - bytes);
        char *reply = NULL;
        size_t reply_size = 0;
        nsc_error error = {0};
        FILE *stream = open_memstream(&reply, &reply_size);
        fuzz_demand(stream != NULL, "there is memory");
        const nsc_status status =
            nsc_search_server_answer(&server, (const char *)bytes, length, ++number, stream, &error);
        fuzz_demand(fclose(stream) == 0 && status == NSC_OK, "a session goes on");
        check_reply(reply, reply_size);
        free(reply);
        next = newline != NULL ? newline + 1 : end;
    }
    nsc_search_server_close(&server);
    return 0;
}
