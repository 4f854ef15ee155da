/*
 * data: measurements of points and the one number a point that an analysis looks at.
 *
 * In: CSV files of measurements, or the built-in surrogate; a fitness as the command line spells it.
 * Out: an nsc_fitness: one value a point or none, with the rule that made it and where it came from.
 *
 *   fetch.h         the official files, from where they are published
 *   measurements.h  runs of points at budgets, merged from files
 *   fitness.h       SPLIT@EPOCHS[:POLICY][:halfway], a feature of the space, or a column
 *   surrogate.h     a regression on cells, fitted to measurements, and the one that ships with the program
 */
#ifndef NSC_DATA_H
#define NSC_DATA_H

#include "data/fetch.h"
#include "data/fitness.h"
#include "data/measurements.h"
#include "data/surrogate.h"

#endif
