/*
 * What check_bandits.py cannot see by the command line.
 *
 *     print_bandits events SPACE DATA FITNESS ALGORITHM EVALUATIONS     every evaluation of a run as CSV
 *     print_bandits densities LEVELS < COMMANDS                      kernel densities: LEVELS "3,21,0", 0 being a real
 *
 * Commands: "row LOSS VALUE …" puts a row in, "cover FIRST END MINIMUM" fits the rows of a range and prints their
 * bandwidths, "at VALUE …" prints the density at a point.
 */
#include "analysis/search/algorithms/kernel_density.h"
#include "analysis/search/search.h"
#include "testing.h"

static int print_events(char **words) {
    const char *data[] = {words[1]};
    const nsc_landscape_names names = {.space = words[0], .data = data, .data_count = 1, .fitness = words[2]};
    const nsc_search_options options = {
        .evaluations = (unsigned)strtoul(words[4], NULL, 10), .keep_evaluations = true, .control = NSC_THREADS(1)};
    nsc_opened_landscape *opened = NULL;
    nsc_experiment *experiment = NULL;
    nsc_chosen_algorithm chosen;
    nsc_search_result result;
    const nsc_space *space;
    REQUIRE_OK(nsc_landscape_open(&opened, &names, &error));
    REQUIRE_OK(nsc_landscape_space(opened, &space, &error));
    REQUIRE_OK(nsc_experiment_open(&experiment, opened, &options, &error));
    REQUIRE_OK(nsc_chosen_algorithm_read(&chosen, words[3], false, NULL, 0, &error));
    REQUIRE_OK(nsc_experiment_run(experiment, &chosen, &result, &error));
    printf("budget,point,fitness\n");
    for (size_t number = 0; number < result.traces[0].count; number++) {
        const nsc_search_event *event = &result.traces[0].events[number];
        nsc_point_name name;
        REQUIRE_OK(space->point_name(space, event->point, &name, &error));
        printf("%d,%s,%.17g\n", event->budget, name.text, event->fitness);
    }
    nsc_search_result_release(&result);
    nsc_chosen_algorithm_release(&chosen);
    nsc_experiment_close(experiment);
    nsc_landscape_close(opened);
    return 0;
}

enum { MOST_VARIABLES = 32 };

static void read_numbers(char **text, double *numbers, size_t count) {
    for (size_t number = 0; number < count; number++)
        numbers[number] = strtod(*text, text);
}

static int print_densities(char *levels) {
    nsc_search_variable variables[MOST_VARIABLES];
    double values[MOST_VARIABLES], loss, range[3];
    size_t count = 0, place;
    nsc_kernel_rows *rows;
    nsc_kernel_density *density;
    char line[4096], *save = NULL;
    for (char *word = strtok_r(levels, ",", &save); word != NULL; word = strtok_r(NULL, ",", &save)) {
        const uint32_t number = (uint32_t)strtoul(word, NULL, 10);
        variables[count++] =
            (nsc_search_variable){"v", number > 0 ? NSC_VARIABLE_CATEGORICAL : NSC_VARIABLE_REAL, number};
    }
    REQUIRE_OK(nsc_kernel_rows_create(&rows, variables, count, &error));
    REQUIRE_OK(nsc_kernel_density_create(&density, rows, &error));
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *text = strchr(line, ' ');
        assert_non_null(text);
        switch (line[0]) {
        case 'r':
            read_numbers(&text, &loss, 1);
            read_numbers(&text, values, count);
            REQUIRE_OK(nsc_kernel_rows_insert(rows, values, loss, &place, &error));
            nsc_kernel_density_inserted(density, place);
            break;
        case 'c':
            read_numbers(&text, range, 3);
            nsc_kernel_density_cover(density, (size_t)range[0], (size_t)range[1]);
            nsc_kernel_density_fit(density, range[2]);
            for (size_t variable = 0; variable < count; variable++)
                printf("%.17g%c", density->bandwidths[variable], variable + 1 < count ? ' ' : '\n');
            break;
        default:
            read_numbers(&text, values, count);
            printf("%.17g\n", nsc_kernel_density_at(density, values));
        }
    }
    nsc_kernel_density_free(density);
    nsc_kernel_rows_free(rows);
    return 0;
}

int main(int count, char **words) {
    if (count == 7 && strcmp(words[1], "events") == 0)
        return print_events(words + 2);
    if (count == 3 && strcmp(words[1], "densities") == 0)
        return print_densities(words[2]);
    return 2;
}
