/*
 * data: measurements of points and the one number a point that an analysis looks at.
 *
 * In: the official files, stores made of them, CSV files of measurements, or the built-in surrogate; a fitness as the
 * command line spells it. Out: an nsc_fitness: one value a point or none, with the rule that made it and where it came
 * from.
 *
 *   fetch.h         the official files, from where they are published
 *   tfrecord.h      their framing
 *   official.h      a row of theirs, there and back (base64.h, official.proto)
 *   import.h        a file of theirs into a store
 *   store.h         all rows of it as columns in one mapped file
 *   store_tools.h   what is inside a store, whether it is sound, its rows in other formats
 *   benchmark.h     queries as the official library answers them
 *   synthesise.h    a made-up official file
 *   measurements.h  runs of points at budgets, merged from files
 *   fitness.h       SPLIT@EPOCHS[:POLICY][:halfway], a feature of the space, or a column
 *   surrogate.h     a regression on cells, fitted to measurements, and the one that ships with the program
 */
#ifndef NSC_DATA_H
#define NSC_DATA_H

#include "data/benchmark.h"
#include "data/fetch.h"
#include "data/fitness.h"
#include "data/import.h"
#include "data/measurements.h"
#include "data/store_tools.h"
#include "data/surrogate.h"
#include "data/synthesise.h"
#include "data/tfrecord.h"

#endif
