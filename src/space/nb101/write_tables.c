/*
 * What the build runs to make the published space a part of the program: write_tables PATH writes the catalogue that
 * catalogue.c enumerates as a C file.
 */
#include "base/file.h"
#include "space/nb101/nb101_internal.h"

#include <inttypes.h>

enum { NUMBERS_PER_LINE = 24 };

static void begin(FILE *stream, const char *type, const char *name, size_t count) {
    fprintf(stream, "static const %s %s[%zu] = {", type, name, count);
}

static void end_item(FILE *stream, size_t number) {
    fputs(number % NUMBERS_PER_LINE == 0 ? ",\n" : ",", stream);
}

static void write_small(FILE *stream, const char *name, const uint16_t *numbers, size_t count) {
    begin(stream, "uint16_t", name, count);
    for (size_t number = 0; number < count; number++) {
        fprintf(stream, "%u", (unsigned)numbers[number]);
        end_item(stream, number);
    }
    fputs("};\n", stream);
}

static void write_numbers(FILE *stream, const char *name, const uint32_t *numbers, size_t count) {
    begin(stream, "uint32_t", name, count);
    for (size_t number = 0; number < count; number++) {
        fprintf(stream, "%" PRIu32, numbers[number]);
        end_item(stream, number);
    }
    fputs("};\n", stream);
}

static void write_order(FILE *stream, const uint8_t order[NSC_CELL_INNER]) {
    for (unsigned inner = 0; inner < NSC_CELL_INNER; inner++)
        fprintf(stream, inner == 0 ? "{%u" : ",%u", (unsigned)order[inner]);
    fputs("}", stream);
}

static void write_skeletons(FILE *stream, const nsc_skeletons *skeletons) {
    begin(stream, "nsc_skeleton", "skeletons", skeletons->count);
    for (size_t number = 0; number < skeletons->count; number++) {
        const nsc_skeleton *item = &skeletons->items[number];
        fprintf(stream, "{%" PRIu32 ",%u,%u,%u,%u,%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 "}",
                item->edges, item->vertex_count, item->edge_count, item->depth, item->width, item->first_id,
                item->cell_count, item->labelling_count, item->ordering_count, item->automorphism_count);
        end_item(stream, number);
    }
    fputs("};\n", stream);
    begin(stream, "nsc_full_matrix", "places", skeletons->place_capacity);
    for (size_t place = 0; place < skeletons->place_capacity; place++) {
        const nsc_full_matrix *matrix = &skeletons->places[place];
        fprintf(stream, "{%" PRIu32 ",{%" PRIu32 ",", matrix->edges, matrix->ordering.skeleton);
        write_order(stream, matrix->ordering.order);
        fputs("}}", stream);
        end_item(stream, place);
    }
    fputs("};\n", stream);
}

static void write_orbits(FILE *stream, const nsc_nb101 *nb101) {
    const size_t count = nb101->skeletons.count;
    size_t orbit_count = 0, labelling_count = 0;
    begin(stream, "nsc_orbit_place", "orbit_places", count);
    for (size_t number = 0; number < count; number++) {
        const nsc_orbit_place place = nb101->orbit_places[number];
        const size_t orbit_end = place.first_orbit + (size_t)nb101->skeletons.items[number].labelling_count;
        const size_t labelling_end = place.first_labelling + (size_t)nb101->skeletons.items[number].cell_count;
        orbit_count = orbit_end > orbit_count ? orbit_end : orbit_count;
        labelling_count = labelling_end > labelling_count ? labelling_end : labelling_count;
        fprintf(stream, "{%" PRIu32 ",%" PRIu32 "}", place.first_orbit, place.first_labelling);
        end_item(stream, number);
    }
    fputs("};\n", stream);
    write_small(stream, "orbits", nb101->orbits, orbit_count);
    write_small(stream, "labellings", nb101->labellings, labelling_count);
}

static void write_removals(FILE *stream, const nsc_nb101 *nb101) {
    const size_t skeleton_count = nb101->skeletons.count, count = nb101->removal_offsets[skeleton_count];
    begin(stream, "nsc_removal", "removals", count);
    for (size_t number = 0; number < count; number++) {
        const nsc_removal *removal = &nb101->removals[number];
        fprintf(stream, "{%" PRIu32 ",%" PRIu32 ",%u,%u,", removal->from, removal->to, removal->slot,
                removal->vertices_lost);
        write_order(stream, removal->order);
        fputs("}", stream);
        end_item(stream, number);
    }
    fputs("};\n", stream);
    write_numbers(stream, "removal_offsets", nb101->removal_offsets, skeleton_count + 1);
    write_numbers(stream, "removals_to", nb101->removals_to, count);
    write_numbers(stream, "removal_to_offsets", nb101->removal_to_offsets, skeleton_count + 1);
}

static void write_catalogue(FILE *stream, const nsc_nb101 *nb101) {
    fputs("/* Made by the build: write_tables.c. */\n#include \"space/nb101/nb101_internal.h\"\n\n", stream);
    write_skeletons(stream, &nb101->skeletons);
    write_orbits(stream, nb101);
    write_removals(stream, nb101);
    fprintf(stream,
            "\nconst nsc_nb101 nsc_published_catalogue = {\n"
            "    .limits = {%u, %u},\n"
            "    .skeletons = {.items = (nsc_skeleton *)skeletons, .count = %zu,\n"
            "                  .places = (nsc_full_matrix *)places, .place_count = %zu, .place_capacity = %zu},\n"
            "    .cell_count = %" PRIu32 ",\n"
            "    .orbits = (uint16_t *)orbits, .labellings = (uint16_t *)labellings,\n"
            "    .orbit_places = (nsc_orbit_place *)orbit_places,\n"
            "    .removals = (nsc_removal *)removals, .removal_offsets = (uint32_t *)removal_offsets,\n"
            "    .removals_to = (uint32_t *)removals_to, .removal_to_offsets = (uint32_t *)removal_to_offsets};\n",
            nb101->limits.vertices, nb101->limits.edges, nb101->skeletons.count, nb101->skeletons.place_count,
            nb101->skeletons.place_capacity, nb101->cell_count);
}

int main(int argument_count, char **arguments) {
    if (argument_count != 2) {
        fprintf(stderr, "usage: %s PATH\n", arguments[0]);
        return NSC_USAGE;
    }
    nsc_error error = {0};
    nsc_output output = {0};
    nsc_nb101 *nb101 = NULL;
    const nsc_nb101_limits limits = {.vertices = NSC_NB101_VERTICES, .edges = NSC_NB101_EDGES};
    nsc_status status = nsc_catalogue_create(&nb101, limits, &error);
    if (status == NSC_OK)
        status = nsc_output_open(&output, arguments[1], &error);
    if (status == NSC_OK) {
        write_catalogue(output.stream, nb101); /* a failed write marks the stream, and the commit reports it */
        status = nsc_output_commit(&output, &error);
    }
    if (status != NSC_OK)
        fprintf(stderr, "%s: %s\n", arguments[0], error.message);
    nsc_catalogue_destroy(nb101);
    return (int)status;
}
