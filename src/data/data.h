/*
 * data: measurements of points and the one number a point that an analysis looks at.
 *
 * In: the official files, stores made of them, tables and arrays of measurements, or the built-in surrogate; a fitness
 * as the command line spells it. Out: an nsc_fitness: one value a point or none, with the rule that made it and where
 * it came from.
 *
 * official/      the files that are published with NAS-Bench-101
 *   official.h      one row, there and back (base64.h, official.proto)
 *   tfrecord.h      the framing of rows in a file
 *   fetch.h         the files, from where they are published (download_part.h: what is there of one so far)
 * store/         all rows of an official file as columns in one mapped file
 *   store.h         writing and reading
 *   import.h        an official file into a store
 *   store_tools.h   what is inside a store, whether it is sound, its rows in other formats
 * measurements/  runs of points at budgets, merged from files of any kind
 *   measurements.h  the set
 *   measurements_tools.h  what is inside, what is unusual
 *   benchmark.h     queries as the official library answers them
 * surrogate/     a regression on cells, fitted to measurements, and the one that ships with the program
 *   surrogate.h
 * synthetic/     a made-up official file
 *   synthesise.h
 * validity.h     what a valid measurement is, whatever file it comes in
 * refusals.h     rows that were left out, with the reason of the first ones
 * order.h        which of two fitnesses is better, and which are equally good
 * fitness.h      SPLIT@EPOCHS[:POLICY][:halfway], a feature of the space, or a column: the rule (fitness_rule.c), its
 *                values (fitness.c), and those that the data has (fitness_available.c)
 */
#ifndef NSC_DATA_H
#define NSC_DATA_H

#include "data/fitness.h"
#include "data/measurements/benchmark.h"
#include "data/measurements/measurements.h"
#include "data/measurements/measurements_tools.h"
#include "data/official/fetch.h"
#include "data/official/tfrecord.h"
#include "data/store/import.h"
#include "data/store/store_tools.h"
#include "data/surrogate/surrogate.h"
#include "data/synthetic/synthesise.h"

#endif
