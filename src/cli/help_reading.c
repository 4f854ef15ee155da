/* `help reading`: how to read a result, on the terminal and in the manual. */
#include "cli/cli.h"

const nsc_help_part nsc_reading_parts[] = {
    {"Columns that every table of an analysis ends with",
     {
         {"relation", "the rule that makes two points neighbours (--relation; `nasscape help` lists them). Figures "
                      "under different relations must not be compared with each other"},
         {"distance_rule", "the distance that the figure rests on (--distance). Hops count steps between neighbours of "
                           "the relation; edit and encoding compare cells themselves, whatever the relation"},
         {"fitness_rule",
          "the number that stands for a point: test@108:mean is the test accuracy after 108 epochs, mean "
          "of the runs"},
         {"direction", "whether higher values are better or lower ones (--minimise)"},
         {"equal_within", "the largest difference that counts as none (--equal-within). All points that equal the best "
                          "within it are the best"},
         {"runs", "training runs behind each value: 3, or 1 to 3 if points differ; empty if the data does not say"},
         {"coverage, known, points", "share of the points that have a fitness, their number, and the number of all "
                                     "points. Missing values are never filled in"},
         {"sample", "how the evaluated points were chosen: complete, uniform, by size (weighted by the share of each "
                    "size in the space), by size and file, or \"if uniform ...\" where the points do not look like a "
                    "random sample, so that intervals hold only if they are one"},
         {"origin",
          "measured; computed from the points alone; surrogate (predicted by a regression); or synthetic (made "
          "up). A regression is smoother than the truth: locality looks stronger on it than it is"},
         {"source", "the files, or builtin"},
         {"seed", "of the random numbers. The same seed gives the same figures for any number of threads"},
     }},
    {"Estimates and intervals",
     {
         {"low, high", "the 95 % confidence interval of the value before them, as an estimate of the whole space. Of "
                       "complete data it has no width, unless the value rests on walks or points drawn at random"},
         {"standard_error",
          "of the same estimate; 0 for complete data, unless the value rests on walks or points drawn at "
          "random"},
         {"reason",
          "why a value or an interval is missing. \"of the measured part\": the figure tells of the evaluated "
          "points alone, as the number of local optima does; no sample tells it of the space"},
     }},
    {"Verdicts on published statements (claims.csv of a report)",
     {
         {"agrees, differs",
          "the data, split, epochs and space are those of the paper, and the value found agrees with "
          "the printed one, or does not"},
         {"consistent",
          "the same quantity under another split or policy, as test for validation accuracy or one run for "
          "a mean of three, lies within the tolerance that is named. That is no reproduction"},
         {"differs under other conditions", "such a quantity lies outside that tolerance"},
         {"undecided", "the interval allows both, or the paper leaves open what is meant"},
         {"needs the full data", "what is missing stands in the note"},
         {"surrogate only, synthetic only", "fitted or made-up values settle no statement about measured ones"},
         {"holds by definition, broken", "a check of the program that no data can fail; not counted as reproduced"},
     }},
};
const size_t nsc_reading_part_count = NSC_COUNT_OF(nsc_reading_parts);

const char nsc_reading_example[] = "nasscape analyse distribution --space nb101:vertices=5\n"
                                   "nasscape analyse rwa --lags 5 --data FILE";
const char nsc_reading_introduction[] = "A result is a table in which each row stands for itself: beside every figure "
                                        "are the data, the relation, the fitness "
                                        "and the coverage that it belongs to. On a terminal it is laid out for "
                                        "reading, with what is the same in all rows in "
                                        "a line below, and control characters and marks of writing direction in names "
                                        "as escapes (\\x1b, \\u202e); in a pipe, and with --format csv, it is CSV with "
                                        "all digits and names as they are. A spreadsheet takes a name that begins with "
                                        "=, +, - or @ for a formula: import such a column as text.";
