/*
 * Commands of the program in which allocations fail, alone and with all after them: a command says so and ends with
 * NSC_FAILED, releases all that it had, and leaves neither a part of its output nor a temporary file; or it does
 * without, and writes the same. Every analysis runs, on landscapes of three kinds.
 */
#include "allocation_sweep.h"
#include "analysis/analysis.h"
#include "cli/cli.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>

enum { WORDS = 32, LINE = 512 };

struct ground {
    char folder[64], before[4096]; /* of the files, in which the commands run; and of the process */
    const char *line;              /* the command, its words parted by spaces */
    size_t faults;                 /* of all commands of a test */
};

/* What a command writes: a file or a folder of this name. An interrupted search keeps its finished runs. */
static const char output[] = "output", kept_runs[] = "output.runs";

/* ---- files ---- */

static int remove_one(const char *path, const struct stat *information, int kind, struct FTW *place) {
    (void)information;
    (void)kind;
    (void)place;
    return remove(path);
}

static void remove_all(const char *path) {
    nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void remove_output(void) {
    remove_all(output);
    unlink(kept_runs);
}

/* A checksum over the contents of what was written. */
static uint64_t written_sum;
static size_t written_files;

static int add_one(const char *path, const struct stat *information, int kind, struct FTW *place) {
    (void)information;
    (void)place;
    if (kind != FTW_F)
        return 0;
    written_files++;
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    for (int byte; (byte = fgetc(stream)) != EOF;)
        written_sum = (written_sum ^ (uint64_t)byte) * 0x100000001b3U;
    fclose(stream);
    return 0;
}

static uint64_t sum_of_output(void) {
    written_sum = 0xcbf29ce484222325U;
    written_files = 0;
    nftw(output, add_one, 8, FTW_PHYS);
    return written_sum;
}

/* Files beside the output. */
static size_t count_files(void) {
    size_t count = 0;
    DIR *folder = opendir(".");
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += entry->d_name[0] != '.' && strcmp(entry->d_name, output) != 0 && strcmp(entry->d_name, kept_runs) != 0;
    closedir(folder);
    return count;
}

/* ---- commands ---- */

static nsc_status run_line(const ground *laid, nsc_error *error) {
    char line[LINE], *words[WORDS] = {NULL}, *rest = NULL;
    int count = 0;
    nsc_arguments arguments;
    snprintf(line, sizeof line, "nasscape %s", laid->line);
    for (char *word = strtok_r(line, " ", &rest); word != NULL && count < WORDS; word = strtok_r(NULL, " ", &rest))
        words[count++] = word;
    nsc_status status = nsc_arguments_parse(&arguments, count, words, error);
    if (status == NSC_OK)
        status = nsc_work_run(&arguments, &(nsc_ranks){.count = 1}, error);
    nsc_arguments_release(&arguments);
    return status;
}

/* Standard output and error go nowhere while a command runs. */
static nsc_status run_quietly(const ground *laid, nsc_error *error) {
    fflush(stdout);
    const int kept[] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)}, nowhere = open("/dev/null", O_WRONLY);
    assert_true(kept[0] >= 0 && kept[1] >= 0 && nowhere >= 0);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    const nsc_status status = run_line(laid, error);
    const bool failed = failing_memory_stop();
    fflush(stdout);
    dup2(kept[0], STDOUT_FILENO);
    dup2(kept[1], STDERR_FILENO);
    close(kept[0]);
    close(kept[1]);
    close(nowhere);
    return failed || status == NSC_OK ? status : nsc_error_set(error, status, "failed");
}

typedef struct outcome {
    uint64_t sum;
    size_t files, beside; /* files written, and other files */
} outcome;

/* False, with what is wrong told, where the command does not end as it should. */
static bool fail_one(const ground *laid, const outcome *expected, bool folder, failing_mode mode, size_t number) {
    nsc_error error = {0};
    failing_memory_start(number, mode);
    const nsc_status status = run_quietly(laid, &error);
    const bool failed = failing_memory_failed();
    const size_t left = failing_memory_left(), lost = failed ? failing_memory_lost() : 0;
    const uint64_t sum = sum_of_output();
    const bool told = status == NSC_FAILED && strstr(error.message, "memory") != NULL;
    /* A folder keeps what was finished; what an analysis lacked for is written there. */
    const bool whole = sum == expected->sum;
    /* Its statistics go to standard output once the model, which stays, has been written. */
    const bool may_stay = strncmp(laid->line, "surrogate fit ", strlen("surrogate fit ")) == 0;
    const bool right_files = folder || (status == NSC_OK ? whole : written_files == 0 || (may_stay && whole));
    const bool spared = !failed && failing_memory_spared() && status == NSC_OK;
    if (left <= lost && right_files && count_files() == expected->beside &&
        (failed ? told || status == NSC_OK : spared)) {
        remove_output();
        return true;
    }
    failing_memory_tell_site();
    print_error("%s: allocation %zu%s: %s, status %d, \"%s\", %zu blocks left, %zu files written%s, %zu beside\n",
                laid->line, number, mode == FAIL_ONCE ? "" : " and those after it",
                failed ? "failed" : "was never asked for", (int)status, error.message, left, written_files,
                sum == expected->sum ? " as expected" : "", count_files() - expected->beside);
    remove_output();
    return false;
}

/* The program's argument: commands that hold it are swept, and no others. */
static const char *only = "";

/* Returns how the command ends with enough memory; allocations fail where that is well. */
static nsc_status sweep_line(ground *laid, const char *line, bool folder) {
    outcome expected = {0};
    nsc_status status = NSC_OK;
    laid->line = line;
    if (strstr(line, only) == NULL)
        return NSC_OK;
    for (int time = 0; time < 2 && status == NSC_OK; time++) {
        nsc_error error = {0};
        remove_output();
        expected.beside = count_files();
        failing_memory_record(time == 0 ? SITES_NONE : SITES_NOT_SEEN);
        status = run_quietly(laid, &error);
        expected.sum = sum_of_output();
        expected.files = written_files;
    }
    remove_output();
    if (status != NSC_OK)
        return status;
    size_t site_count;
    const size_t *sites = failing_memory_sites(&site_count);
    assert_int_equal(failing_memory_left(), 0);
    const bool all = sweeps_all();
    for (size_t site = 0; site < site_count; site++) {
        laid->faults += !fail_one(laid, &expected, folder, FAIL_ONCE, sites[site]);
        if (all)
            laid->faults += !fail_one(laid, &expected, folder, FAIL_ONWARD, sites[site]);
    }
    return NSC_OK;
}

static const char *const file_commands[] = {
    "space count --space nb101:vertices=3",
    "space list --space nb101:vertices=3 --format json",
    "space encodings --space nb101:vertices=3",
    "space show id:2 --space nb101:vertices=3",
    "space list --space edges.csv",
    "space count --space edges.graphml",
    "space count --space variables:variables.csv",
    "data import runs.tfrecord",
    "data info --space nb101:vertices=3 --data runs.csv",
    "data info runs.nscape",
    "graph info --space nb101:vertices=3 --diameter",
    "graph export --space nb101:vertices=3",
    "graph export --space nb101:vertices=3 --format graphml",
    "graph distance id:1 id:3 --space nb101:vertices=3 --distance edit",
    "query cell id:1 --space nb101:vertices=3 --data runs.csv",
    "query cell --from points.csv --space nb101:vertices=3 --data runs.csv",
    "query top --space nb101:vertices=3 --data runs.csv --format json",
    "query sample --space nb101:vertices=3 --data runs.csv",
    "query neighbours id:1 --space nb101:vertices=3 --data runs.csv",
    "query ball id:1 --space nb101:vertices=3 --data runs.csv",
    "query path id:1 id:3 --space nb101:vertices=3 --data runs.csv",
    "query climb id:1 --space nb101:vertices=3 --data runs.csv",
    "query compare id:1 id:3 --space nb101:vertices=3 --data runs.csv",
    "query nearest-better id:1 --space nb101:vertices=3 --data runs.csv",
    "search run evolution --space nb101:vertices=3 --data runs.csv --runs 2 --evaluations 10",
    ("search compare random local-search --space hamming:2^4 --data words.csv --fitness column:score --runs 2 "
     "--evaluations 10"),
    "export csv --space nb101:vertices=3 --data runs.csv",
    "export graphml --space nb101:vertices=3 --data runs.csv",
    "export sqlite --space nb101:vertices=3 --data runs.csv",
};

/* They take seconds, as those that write a folder: in `long` alone. */
static const char *const slow_commands[] = {
    "surrogate fit --space nb101:vertices=4 --data cells.tfrecord --folds 2 --regression ridge",
    "surrogate fit --space nb101:vertices=4 --data cells.tfrecord --folds 2 --regression trees",
    "surrogate evaluate --space nb101:vertices=4 --data cells.tfrecord",
    "data verify runs.nscape",
    "data export runs.nscape --csv",
    "data export runs.nscape --tfrecord",
    "data synthesise --space nb101:vertices=3",
};

static const char *const folder_commands[] = {
    "report --recipe own.recipe --space nb101:vertices=3 --data runs.csv",
    "export notebook overview --space nb101:vertices=3 --data runs.csv",
    "export npy --space nb101:vertices=3 --data runs.csv",
};

static void sweep_lines(ground *laid, const char *const *lines, size_t count, const char *out, bool folder) {
    char line[LINE];
    laid->faults = 0;
    for (size_t number = 0; number < count; number++) {
        snprintf(line, sizeof line, "%s %s %s --quiet --threads 1", lines[number], out, output);
        const nsc_status status = sweep_line(laid, line, folder);
        if (status != NSC_OK) {
            nsc_error error = {0};
            run_line(laid, &error);
            fail_msg("%s: status %d, %s", line, (int)status, error.message);
        }
    }
    assert_int_equal(laid->faults, 0);
}

static void test_commands_to_a_file(void **state) {
    sweep_lines(*state, file_commands, NSC_COUNT_OF(file_commands), "-o", false);
}

static void test_slow_commands(void **state) {
    if (!sweeps_all())
        skip();
    sweep_lines(*state, slow_commands, NSC_COUNT_OF(slow_commands), "-o", false);
}

static void test_commands_to_a_folder(void **state) {
    if (!sweeps_all())
        skip();
    sweep_lines(*state, folder_commands, NSC_COUNT_OF(folder_commands), "--out", true);
}

/* ---- analyses ---- */

static const char *const landscapes[] = {
    "--space nb101:vertices=3 --data runs.csv",
    "--space nb101:vertices=3 --data few.csv",
    "--space hamming:2^4 --data words.csv --fitness column:score",
};

static void test_analyses(void **state) {
    static const char few[] = "--walks 2 --length 20 --lags 3";
    ground *laid = *state;
    char line[LINE];
    laid->faults = 0;
    for (size_t row = 0; row < nsc_analysis_count(); row++) {
        const nsc_analysis *analysis = nsc_analysis_at(row);
        size_t done = 0;
        if (!sweeps_all() && strcmp(analysis->name, "profile") == 0)
            continue; /* half a minute, for what the others do */
        for (size_t landscape = 0; landscape < NSC_COUNT_OF(landscapes); landscape++) {
            const nsc_option_set walks = NSC_READS(walks) | NSC_READS(length) | NSC_READS(lags);
            const bool walking = (nsc_analysis_reads(analysis) & walks) == walks;
            snprintf(line, sizeof line, "analyse %s %s %s %s -o %s --quiet --threads 1", analysis->name,
                     landscapes[landscape], walking ? few : "",
                     (analysis->needs & NSC_NEEDS_SECOND) != 0 ? "--with params" : "", output);
            done += sweep_line(laid, line, false) == NSC_OK;
        }
        if (done == 0)
            fail_msg("%s ran on no landscape", analysis->name);
    }
    assert_int_equal(laid->faults, 0);
}

/* ---- the ground ---- */

static void make(const ground *laid, const char *line) {
    const ground made = {.line = line};
    nsc_error error = {0};
    (void)laid;
    if (run_quietly(&made, &error) != NSC_OK)
        fail_msg("%s: %s", line, error.message);
}

/* All cells of up to three vertices, at two budgets, two runs each. They are named without hashes, whose index takes
 * longer to make than a command to run. */
static void write_runs(void) {
    static const char *const cells[] = {"0100,",        "010001000,c3", "010001000,c1", "010001000,mp",
                                        "011001000,c3", "011001000,c1", "011001000,mp"};
    FILE *stream = fopen("runs.csv", "wb");
    assert_non_null(stream);
    fputs("adjacency,operations,epochs,run,validation_accuracy,test_accuracy,training_time_s\n", stream);
    for (unsigned row = 0; row < 4 * NSC_COUNT_OF(cells); row++) {
        const unsigned cell = row / 4, epochs = row % 4 < 2 ? 36 : 108, run = row % 2 + 1;
        const double accuracy = 0.5 + cell * 0.05 + run * 0.003 + epochs * 0.0005;
        fprintf(stream, "%s,%u,%u,%g,%g,%u\n", cells[cell], epochs, run, accuracy, accuracy - 0.01,
                epochs * (10 + cell * 3 % 7));
    }
    fclose(stream);
}

static int lay_ground(void **state) {
    static ground laid;
    assert_non_null(getcwd(laid.before, sizeof laid.before));
    temporary_template(laid.folder, sizeof laid.folder, "");
    assert_non_null(mkdtemp(laid.folder));
    assert_int_equal(chdir(laid.folder), 0);
    make(&laid, "data synthesise --space nb101:vertices=3 -o runs.tfrecord --quiet");
    make(&laid, "data import runs.tfrecord -o runs.nscape --quiet");
    make(&laid, "data synthesise --space nb101:vertices=4 -o cells.tfrecord --quiet");
    write_runs();
    write_text("few.csv", "adjacency,operations,epochs,run,test_accuracy,training_time_s\n"
                          "010001000,c3,108,1,0.9,100\n"
                          "011001000,c1,108,1,0.8,50\n");
    FILE *words = fopen("words.csv", "wb");
    assert_non_null(words);
    fputs("point,score\n", words);
    for (int word = 0; word < 15; word++) /* one is missing */
        fprintf(words, "%d%d%d%d,%g\n", word >> 3 & 1, word >> 2 & 1, word >> 1 & 1, word & 1, word * 7 % 16 / 16.0);
    fclose(words);
    write_text("edges.csv", "from,to,kind,weight\na,b,x,1\nb,c,y,2\nc,a,x,0.5\nc,d,x,3\ne,,,\n");
    write_text("edges.graphml", "<graphml><graph edgedefault=\"undirected\"><node id=\"a\"/><node id=\"b\"/>"
                                "<edge source=\"a\" target=\"b\"/></graph></graphml>\n");
    write_text("variables.csv", "lr,batch,score\n0.1,16,1\n0.1,32,2\n0.2,16,3\n0.2,32,4\n");
    write_text("points.csv", "point,note\n010001000/c3,\"a long note, with a comma\"\n0100/,\n");
    write_text("own.recipe", "title  One figure\nanalyse  depthwidth\n");
    *state = &laid;
    return 0;
}

static int clear_ground(void **state) {
    const ground *laid = *state;
    assert_int_equal(chdir(laid->before), 0);
    remove_all(laid->folder);
    return 0;
}

int main(int argument_count, char **arguments) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands_to_a_file),
        cmocka_unit_test(test_commands_to_a_folder),
        cmocka_unit_test(test_slow_commands),
        cmocka_unit_test(test_analyses),
    };
    if (argument_count > 1)
        only = arguments[1];
    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, lay_ground, clear_ground);
}
