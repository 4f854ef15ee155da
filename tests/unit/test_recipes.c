/*
 * Recipes: what is refused, and where; the files of a report on several data sets, with tables over each other;
 * analyses that fail; figures with gnuplot, without it and with one that fails; and a report that is ended early.
 */
#include "report_data.h"
#include "reports/recipe_file.h"

#include <sys/stat.h>

/* ---- files ---- */

static void write_text(const char *folder, const char *name, const char *text) {
    char *path = path_in(folder, name);
    FILE *stream = fopen(path, "w");
    assert_non_null(stream);
    assert_true(fputs(text, stream) >= 0);
    assert_int_equal(fclose(stream), 0);
    free(path);
}

/* A recipe in a file of its own folder. */
static nsc_status read_recipe(nsc_recipe_file *recipe, const char *folder, const char *text, nsc_error *error) {
    char *path = path_in(folder, "a.recipe");
    write_text(folder, "a.recipe", text);
    const nsc_status status = nsc_recipe_file_read(recipe, path, error);
    free(path);
    return status;
}

/* ---- reading ---- */

static void lines_become_rows(void **state) {
    (void)state;
    char *folder = make_folder();
    nsc_recipe_file file = {0};
    REQUIRE_OK(read_recipe(&file, folder,
                           "# a comment\n\ntitle  Two words # and a comment\r\n"
                           "data first space=nb101:vertices=4 rows=\"epochs = 108\"\ndata second minimise\n"
                           "analyze rwa lags=7 relation=every tables=lags,summary data=first name=walks\n"
                           "analyse all fitness=params figures=none\noverlay both analyses=rwa,encodingrwa table=lags",
                           &error));
    const nsc_recipe *recipe = &file.recipe;
    assert_string_equal(recipe->title, "Two words");
    assert_int_equal(file.data_count, 2);
    assert_string_equal(file.settings[0].names.rows, "epochs = 108");
    assert_int_equal(file.settings[1].names.direction, NSC_MINIMISE);
    assert_int_equal(recipe->row_count, 2);
    assert_string_equal(recipe->rows[0].analysis, "rwa");
    assert_string_equal(recipe->rows[0].options[0].name, "lags");
    assert_string_equal(recipe->rows[0].options[0].value, "7");
    assert_null(recipe->rows[0].options[1].name);
    assert_int_equal(recipe->rows[0].relations, NSC_EVERY_RELATION);
    assert_string_equal(recipe->rows[0].stem, "walks");
    assert_int_equal(recipe->rows[0].line, 6);
    assert_string_equal(recipe->rows[1].fitness, "params");
    assert_int_equal(recipe->overlay_count, 1);
    assert_string_equal(recipe->overlays[0].analyses, "rwa,encodingrwa");
    /* Every row has its own lags or is of all analyses, which read them. */
    assert_true((nsc_recipe_reads(recipe) & NSC_READS(lags)) != 0);
    nsc_recipe_file_release(&file);
    remove_folder(folder);
}

static void refusals_name_file_and_line(void **state) {
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"analyse rwb\n", "a.recipe, line 1: there is no analysis \"rwb\"; did you mean \"rwa\"?"},
        {"\n\nanalyse rwa lags=0\n", "a.recipe, line 3: "},
        {"analyse rwa bins=4", "line 1: rwa does not read \"bins\""},
        {"analyse lon network=a.csv", "line 1: lon does not read \"network\""},
        {"analyse rwa lags", "line 1: \"lags\" is not of the form KEY=VALUE"},
        {"analyse rwa lags=4 lags=5", "line 1: lags is given twice"},
        {"analyse rwa tables=lags,steps", "has no table \"steps\", only lags, summary, strata"},
        {"analyse rwa relation=near", "there is no relation \"near\", only every, pruned"},
        {"analyse rwa data=mine", "no line above is data mine"},
        {"analyse rwa name=../x", "the name \"../x\" is not"},
        {"analyse rwa name=\"x", "a quotation mark \" is not closed"},
        {"analyse lon runs=4", "runs has an effect only with"},
        {"analyse compare", "--with"},
        {"analyse", "analyse needs the name of an analysis"},
        {"rwa lags=4", "a line begins with title, data, analyse or overlay, not with \"rwa\""},
        {"data a\ndata a\n", "line 2: a line above is data a already"},
        {"data a spcae=nb101", "line 1: a landscape has no \"spcae\""},
        {"analyse rwa\ndata a\n", "line 2: lines of data stand before those of analyses"},
        {"title a\ntitle b\n", "line 2: a line above is the title already"},
        {"overlay x analyses=rwa\n", "overlay x needs analyses=LIST and table=NAME"},
        {"overlay x analyses=rwa table=means\n", "has no table \"means\""},
        {"title a\n", "has no line that begins with analyse"},
    };
    char *folder = make_folder();
    for (size_t number = 0; number < NSC_COUNT_OF(cases); number++) {
        nsc_recipe_file file = {0};
        REQUIRE_REFUSED(read_recipe(&file, folder, cases[number].text, &error), NSC_INVALID, cases[number].message);
        nsc_recipe_file_release(&file);
    }
    remove_folder(folder);
}

/* ---- writing ---- */

/* Writes the report of a recipe into the folder `out` within `folder`. */
static nsc_status write_noted(const char *folder, const char *text, const nsc_control *control, size_t *finished,
                              nsc_names *notes, nsc_error *error) {
    nsc_analysis_options options = nsc_analysis_defaults();
    nsc_recipe_file file = {0};
    nsc_report_request request = {.command = "test", .options = &options, .finished = finished, .notes = notes};
    char *out = path_in(folder, "out");
    nsc_status status = NSC_OK;
    options.lags = 5;
    options.walks = 2;
    options.length = 100;
    options.control = control;
    NSC_TRY(read_recipe(&file, folder, text, error));
    NSC_TRY(nsc_recipe_file_open(&file, control, error));
    const nsc_report report = nsc_report_of_recipe(&file.recipe);
    request.folder = out;
    request.data = file.data;
    request.data_count = file.data_count;
    const nsc_report_request given = request;
    NSC_TRY(nsc_report_request_of(&given, 0, &request, &options, error));
    NSC_TRY(nsc_report_write(&report, &request, error));
out:
    nsc_recipe_file_release(&file);
    free(out);
    return status;
}

static nsc_status write_recipe(const char *folder, const char *text, const nsc_control *control, size_t *finished,
                               nsc_error *error) {
    return write_noted(folder, text, control, finished, NULL, error);
}

static json_t *manifest_of(const char *folder) {
    char *out = path_in(folder, "out");
    json_t *manifest = read_manifest(out);
    free(out);
    return manifest;
}

/* The object of a list whose `key` is `value`; NULL if there is none. */
static const json_t *entry_of(const json_t *manifest, const char *list, const char *key, const char *value) {
    const json_t *entries = json_object_get(manifest, list);
    for (size_t number = 0; number < json_array_size(entries); number++) {
        const json_t *entry = json_array_get(entries, number);
        const char *text = json_string_value(json_object_get(entry, key));
        if (text != NULL && strcmp(text, value) == 0)
            return entry;
    }
    return NULL;
}

static const char *text_of(const json_t *entry, const char *key) {
    return json_string_value(json_object_get(entry, key));
}

static const char several[] = "title Two spaces\ndata five space=nb101:vertices=5\n"
                              "data words space=hamming:3^4 fitness=symbol_0\n"
                              "analyse rwa tables=lags\n"
                              "analyse rwa tables=lags lags=3 name=short figures=none data=words\n"
                              "analyse depthwidth\n"
                              "analyse fdc distance=edit tables=statistics\n"
                              "overlay walks analyses=rwa table=lags\n";

static void several_data_sets_make_one_report(void **state) {
    (void)state;
    static const char *const names[] = {"five-rwa-pruned.csv",
                                        "words-rwa-substitution.csv",
                                        "words-short-substitution.csv",
                                        "five-depthwidth-pruned.csv",
                                        "five-fdc-pruned-edit.csv",
                                        "walks.csv",
                                        "page.md",
                                        "index.html"};
    char *folder = make_folder(), *out = path_in(folder, "out");
    REQUIRE_OK(write_recipe(folder, several, NSC_THREADS(2), NULL, &error));
    json_t *manifest = manifest_of(folder);
    for (size_t number = 0; number < NSC_COUNT_OF(names); number++)
        if (!has_file(out, names[number]))
            fail_msg("no file %s", names[number]);
    /* The tables lie over each other: 6 lags on either space, and 4 of the short walk. */
    sheet *walks = read_sheet(out, "walks.csv");
    assert_int_equal(walks->row_count, 1 + 6 + 6 + 4);
    assert_string_equal(text_at(walks, 1, "of"), "five");
    assert_string_equal(text_at(walks, 7, "of"), "words, lags 5");
    assert_string_equal(text_at(walks, 13, "of"), "words, lags 3");
    free_sheet(walks);
    /* What failed says why, and took nothing along. */
    const json_t *failed = entry_of(manifest, "left_out", "name", "words-depthwidth-substitution.csv");
    assert_non_null(failed);
    assert_non_null(strstr(text_of(failed, "reason"), "has no depth or width of points"));
    failed = entry_of(manifest, "left_out", "name", "words-fdc-substitution-edit.csv");
    assert_non_null(failed);
    assert_non_null(strstr(text_of(failed, "reason"), "no distance \"edit\""));
    /* A row's own options are told, and so are the data sets and the reason for a missing figure. */
    const json_t *brief = entry_of(manifest, "files", "name", "words-short-substitution.csv");
    assert_int_equal(json_integer_value(json_object_get(brief, "lags")), 3);
    assert_string_equal(text_of(brief, "data"), "words");
    assert_int_equal(json_array_size(json_object_get(manifest, "data_sets")), 2);
    assert_string_equal(text_of(entry_of(manifest, "data_sets", "label", "words"), "space"), "hamming:3^4");
    assert_non_null(entry_of(manifest, "figures", "table", "walks.csv"));
    assert_null(entry_of(manifest, "figures", "table", "words-short-substitution.csv"));
    json_decref(manifest);
    free(out);
    remove_folder(folder);
}

static void two_lines_do_not_write_one_file(void **state) {
    (void)state;
    char *folder = make_folder(), *out = path_in(folder, "out");
    REQUIRE_REFUSED(write_recipe(folder,
                                 "data a space=nb101:vertices=4\nanalyse rwa\nanalyse rwa tables=summary lags=3\n",
                                 NSC_THREADS(1), NULL, &error),
                    NSC_INVALID, "line 3: \"a-rwa-summary-pruned.csv\" is written by an earlier line already");
    assert_int_not_equal(access(out, F_OK), 0);
    free(out);
    remove_folder(folder);
}

/* ---- gnuplot ---- */

static const char one_figure[] = "data a space=nb101:vertices=4\nanalyse rwa tables=lags\n";

/* Writes a report with this gnuplot, none if it is empty; the figure's row in its manifest. */
static json_t *figure_with(const char *folder, const char *program, const json_t **figure) {
    setenv("NASSCAPE_GNUPLOT", program, 1);
    REQUIRE_OK(write_recipe(folder, one_figure, NSC_THREADS(2), NULL, &error));
    setenv("NASSCAPE_GNUPLOT", "", 1);
    json_t *manifest = manifest_of(folder);
    *figure = entry_of(manifest, "figures", "table", "a-rwa-pruned.csv");
    assert_non_null(*figure);
    assert_string_equal(text_of(*figure, "script"), "figures/a-rwa-pruned.gp");
    assert_string_equal(text_of(*figure, "svg"), "figures/a-rwa-pruned.svg");
    return manifest;
}

static void without_gnuplot_the_drawing_is_the_programs_own(void **state) {
    (void)state;
    char *folder = make_folder(), *out = path_in(folder, "out");
    const json_t *figure;
    json_t *manifest = figure_with(folder, "", &figure);
    assert_null(text_of(figure, "pdf"));
    assert_false(has_file(out, "figures/a-rwa-pruned.pdf"));
    assert_non_null(strstr(text_of(figure, "reason"), "NASSCAPE_GNUPLOT asks for none"));
    char *svg = read_text(out, "figures/a-rwa-pruned.svg");
    assert_non_null(strstr(svg, "<svg"));
    assert_non_null(strstr(svg, "</svg>"));
    free(svg);
    json_decref(manifest);
    free(out);
    remove_folder(folder);
}

static void a_gnuplot_that_fails_leaves_its_reason(void **state) {
    (void)state;
    char *folder = make_folder(), *out = path_in(folder, "out"), *program = path_in(folder, "gnuplot");
    const json_t *figure;
    write_text(folder, "gnuplot", "#!/bin/sh\necho 'no such terminal' >&2\nexit 1\n");
    assert_int_equal(chmod(program, 0700), 0);
    json_t *manifest = figure_with(folder, program, &figure);
    assert_null(text_of(figure, "pdf"));
    assert_string_equal(text_of(figure, "reason"), "gnuplot failed: no such terminal");
    assert_true(has_file(out, "figures/a-rwa-pruned.svg"));
    json_decref(manifest);
    free(program);
    free(out);
    remove_folder(folder);
}

/* A program named by a path that is relative is found from the folder of its own. */
static void a_relative_gnuplot_is_found(void **state) {
    (void)state;
    char *folder = make_folder(), *before = getcwd(NULL, 0);
    const json_t *figure;
    write_text(folder, "gnuplot", "#!/bin/sh\necho 'no such terminal' >&2\nexit 1\n");
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(chmod("gnuplot", 0700), 0);
    json_t *manifest = figure_with(folder, "./gnuplot", &figure);
    assert_string_equal(text_of(figure, "reason"), "gnuplot failed: no such terminal");
    json_decref(manifest);
    assert_int_equal(unlink("gnuplot"), 0);
    manifest = figure_with(folder, "./gnuplot", &figure);
    assert_string_equal(text_of(figure, "reason"), "no PDF: NASSCAPE_GNUPLOT names no program that can be run");
    json_decref(manifest);
    assert_int_equal(chdir(before), 0);
    free(before);
    remove_folder(folder);
}

static void without_a_temporary_folder_no_gnuplot_runs(void **state) {
    (void)state;
    char *folder = make_folder(), *before = getenv("TMPDIR") != NULL ? strdup(getenv("TMPDIR")) : NULL;
    const json_t *figure;
    setenv("TMPDIR", "/nowhere", 1);
    json_t *manifest = figure_with(folder, "/bin/true", &figure);
    if (before != NULL)
        setenv("TMPDIR", before, 1);
    else
        unsetenv("TMPDIR");
    assert_non_null(strstr(text_of(figure, "reason"), "gnuplot has no temporary folder"));
    assert_null(text_of(figure, "pdf"));
    json_decref(manifest);
    free(before);
    remove_folder(folder);
}

static void gnuplot_makes_both_files(void **state) {
    (void)state;
    if (access("/usr/bin/gnuplot", X_OK) != 0)
        skip();
    char *folder = make_folder(), *out = path_in(folder, "out");
    const json_t *figure;
    json_t *manifest = figure_with(folder, "/usr/bin/gnuplot", &figure);
    assert_string_equal(text_of(figure, "pdf"), "figures/a-rwa-pruned.pdf");
    char *pdf = read_text(out, "figures/a-rwa-pruned.pdf"), *svg = read_text(out, "figures/a-rwa-pruned.svg");
    assert_true(strncmp(pdf, "%PDF-", 5) == 0);
    assert_non_null(strstr(svg, "gnuplot"));
    /* The band of no correlation is dashed in the frame as in the legend. */
    const char *dashed = strstr(svg, "stroke-dasharray");
    assert_non_null(dashed);
    assert_non_null(strstr(dashed + 1, "stroke-dasharray"));
    free(pdf);
    free(svg);
    json_decref(manifest);
    free(out);
    remove_folder(folder);
}

/* ---- ended early ---- */

/* True from the time on that a file is there. */
static bool file_is_there(void *context) {
    return access(context, F_OK) == 0;
}

static void what_was_finished_stays(void **state) {
    (void)state;
    char *folder = make_folder(), *out = path_in(folder, "out"), *first = path_in(out, "five-rwa-pruned.csv");
    const nsc_control control = {.thread_count = 2, .cancelled = file_is_there, .context = first};
    size_t finished = 0;
    REQUIRE_REFUSED(write_recipe(folder, several, &control, &finished, &error), NSC_FAILED, "cancelled");
    assert_true(finished > 0);
    assert_true(has_file(out, "five-rwa-pruned.csv"));
    assert_false(has_file(out, "manifest.json"));
    assert_false(has_file(out, "index.html"));
    assert_false(has_file(out, "walks.csv"));
    char *page = read_text(out, "page.md");
    assert_non_null(strstr(page, "NOT COMPLETE"));
    assert_non_null(strstr(page, "- five-rwa-pruned.csv\n"));
    assert_null(strstr(page, "words-rwa"));
    free(page);
    free(first);
    free(out);
    remove_folder(folder);
}

static void the_page_waits_for_no_gnuplot(void **state) {
    (void)state;
    char *folder = make_folder(), *out = path_in(folder, "out"), *program = path_in(folder, "gnuplot"),
         *page = path_in(out, "index.html");
    const nsc_control control = {.thread_count = 2, .cancelled = file_is_there, .context = page};
    write_text(folder, "gnuplot", "#!/bin/sh\nexec sleep 60\n");
    assert_int_equal(chmod(program, 0700), 0);
    setenv("NASSCAPE_GNUPLOT", program, 1);
    REQUIRE_REFUSED(write_recipe(folder, one_figure, &control, NULL, &error), NSC_FAILED, "cancelled");
    setenv("NASSCAPE_GNUPLOT", "", 1);
    char *text = read_text(out, "index.html");
    assert_non_null(strstr(text, "<svg"));
    assert_non_null(strstr(text, "<p>NOT COMPLETE: the report "));
    assert_null(strstr(text, "href=\"manifest.json\""));
    free(text);
    free(page);
    free(program);
    free(out);
    remove_folder(folder);
}

/* ---- what is missing ---- */

static void gaps_are_told(void **state) {
    (void)state;
    char *folder = make_folder(), *out = path_in(folder, "out");
    nsc_names notes = {0};
    setenv("NASSCAPE_GNUPLOT", "/nowhere", 1);
    REQUIRE_OK(write_noted(folder, several, NSC_THREADS(2), NULL, &notes, &error));
    setenv("NASSCAPE_GNUPLOT", "", 1);
    assert_int_equal(notes.count, 2);
    assert_non_null(strstr(notes.items[0], " left out, and the page has the reasons; depthwidth: "));
    assert_non_null(strstr(notes.items[0], "depthwidth: "));
    assert_non_null(strstr(notes.items[1], " no PDF: NASSCAPE_GNUPLOT names no program"));
    nsc_names_release(&notes);
    write_text(out, "other.csv", "a\n");
    REQUIRE_OK(write_noted(folder, several, NSC_THREADS(2), NULL, &notes, &error));
    assert_int_equal(notes.count, 2);
    assert_non_null(strstr(notes.items[1], "1 other file lies in "));
    nsc_names_release(&notes);
    free(out);
    remove_folder(folder);
}

static void a_recipe_without_any_result_fails(void **state) {
    (void)state;
    char *folder = make_folder(), *out = path_in(folder, "out");
    REQUIRE_REFUSED(write_recipe(folder, "data words space=hamming:3^4 fitness=symbol_0\nanalyse depthwidth\n",
                                 NSC_THREADS(1), NULL, &error),
                    NSC_FAILED, "no analysis succeeded; depthwidth: ");
    char *page = read_text(out, "index.html");
    assert_non_null(strstr(page, "<p class=\"missing\">words: Left out: "));
    free(page);
    free(out);
    remove_folder(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_become_rows),
        cmocka_unit_test(refusals_name_file_and_line),
        cmocka_unit_test(several_data_sets_make_one_report),
        cmocka_unit_test(two_lines_do_not_write_one_file),
        cmocka_unit_test(without_gnuplot_the_drawing_is_the_programs_own),
        cmocka_unit_test(a_gnuplot_that_fails_leaves_its_reason),
        cmocka_unit_test(without_a_temporary_folder_no_gnuplot_runs),
        cmocka_unit_test(gnuplot_makes_both_files),
        cmocka_unit_test(what_was_finished_stays),
        cmocka_unit_test(a_relative_gnuplot_is_found),
        cmocka_unit_test(the_page_waits_for_no_gnuplot),
        cmocka_unit_test(gaps_are_told),
        cmocka_unit_test(a_recipe_without_any_result_fails),
    };
    setenv("NASSCAPE_GNUPLOT", "", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
