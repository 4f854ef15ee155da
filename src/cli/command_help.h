/* Help that several commands share, or that is longer than the rows of commands.c, whose table it belongs to. */
#ifndef NSC_COMMAND_HELP_H
#define NSC_COMMAND_HELP_H

#define FIGURE_HELP                                                                                                    \
    "--format svg draws the table, --format gnuplot writes a script with its data that makes the SVG and a PDF for a " \
    "paper; --style sets size, fonts and colours. A table that is better read than drawn ends the command with its "   \
    "reason (exit code 2)."

#define STORE_HELP                                                                                                     \
    "The store may also be given by --data. An official file may take its place: it is imported in memory."

#define FILE_HELP                                                                                                      \
    "The file is a store, an official file (imported in memory), a table or an array; it may also be given by "        \
    "--data. "                                                                                                         \
    "--space names the space of its points."

#define KEPT_RUNS_HELP                                                                                                 \
    "With --out FILE, finished runs are kept in FILE.runs until FILE is written. If the command is interrupted or "    \
    "killed, the same command takes them from there and runs the others: FILE becomes what it would have been. "       \
    "--runs and --threads may differ. If the data, another option or the version differ, or the file is damaged, the " \
    "command ends with an error that says so and changes nothing. A part (--part) keeps no runs: one that is "         \
    "interrupted is made anew. Of several processes by mpirun, the first keeps its own runs."

#define PART_HELP                                                                                                      \
    "Several processes share the work of one command: each is given --part K/N with its own K and a file of its own "  \
    "by --out, and `nasscape merge` joins the files. `nasscape help merge` has an example for Slurm."

#define MERGE_HELP                                                                                                     \
    "A command with --part K/N does every Nth unit of the work, beginning with the Kth, keeps the results in "         \
    "the file that --out names, and ends. `merge` takes the files of all N parts, in any order, and finishes "         \
    "the command: its output is byte for byte that of one process. The command line, the data and the version "        \
    "of nasscape must be the same for all parts and when they are joined; --threads, --quiet and --verbose may "       \
    "differ, and `merge` is told where to write. If a part is missing, double or damaged, or belongs to another"       \
    " command, `merge` ends with an error that names it.\n\n"                                                          \
    "A unit is a batch of 1 to 16 random walks (16 batches or more from 16 walks on), 8 optima, a local search, "      \
    "the run of a search algorithm, or a fold of trees. Parts beyond the number of units have no work.\n\n"            \
    "search run and search compare share their runs, surrogate fit the folds of trees, and analyse the units of"       \
    " the analyses below, of lon those of --method sampled. Any other command ends with an error if --part is "        \
    "given.\n\n"                                                                                                       \
    "Slurm runs the parts as a job array. The script of the job runs `nasscape analyse rwa --walks 100000 "            \
    "--part $SLURM_ARRAY_TASK_ID/100 -o $SLURM_ARRAY_TASK_ID.part` and is submitted by `sbatch --array=1-100 "         \
    "SCRIPT`; `sbatch --dependency=afterok:JOB --wrap 'nasscape merge *.part -o rwa.csv'` joins the parts when "       \
    "all are done.\n\n"                                                                                                \
    "With MPI there are no parts: `mpirun -n 4 nasscape analyse rwa --walks 100000` shares the same work, and "        \
    "the resamples and passes over a million points and more too, among 4 processes. Each of them needs the "          \
    "memory of one, and in passes over points that of the results twice more; the first one writes. Of analyse"        \
    " optima, distribution and basins with --improvement best each process holds a range of the points only, "         \
    "if these are strings, with an implicit graph where one is read, and the fitness is an array of numbers "          \
    "(.npy) by id without a missing one."

#define NOTEBOOK_HELP                                                                                                  \
    "NAME is the story that the notebook tells. overview: distribution, best points, composition, profile. locality: " \
    "similarity of neighbours and its reach, beside the numbers of Ying et al. 2019. neighbourhood: what single "      \
    "changes do. structure: local optima, basins, networks, interactions. search: algorithms compared, and one of "    \
    "your own by ask and tell. compare: two fitnesses, two relations.\n\nThe folder receives NAME.ipynb and "          \
    "nasscape.py, the Python module that its cells compute with. Python 3.9 and Jupyter are enough; numpy, pandas "    \
    "and matplotlib are used where they are installed. Options of analyses are written into the notebook, where they " \
    "can be changed."

#define SERVE_HELP                                                                                                     \
    "The program reads a request from each line of standard input and writes one line to standard output, both an "    \
    "object of JSON, until the input ends. Another program, in any language, so becomes the search algorithm, under "  \
    "the rules of `search run`: the same experiment, clock, limits and seed.\n\n"                                      \
    "{\"describe\":true} tells the encoding and its variables, the budgets in epochs, the limits, and where the data " \
    "comes from. A candidate is an array with a number for each variable: a level from 0, whose value is in values, "  \
    "or a real number from 0 to 1. Variables of cells are the operations of the inner vertices, then the edges row "   \
    "by row of the matrix (A, C) or the slots, each the number of an edge in that order (B); of C, the number of "     \
    "edges is last. In the encoding cells, a candidate is the name of a point.\n\n"                                    \
    "{\"draw\":N} draws N candidates at random, {\"mutate\":CANDIDATE} changes one variable of a candidate at "        \
    "random, or a point to a neighbour: {\"candidates\":[...],...}. {\"neighbours\":CANDIDATE} lists all candidates "  \
    "one change away, or of a point its neighbours by --relation.\n\n"                                                 \
    "{\"evaluate\":CANDIDATE} evaluates a candidate, or a point by its name in any encoding, with \"epochs\":E at "    \
    "another budget than the largest. The reply has point, valid, loss (lower is better), fitness (as the data has "   \
    "it), epochs, time_s (paid), free (nothing was paid), incumbent (the best so far), and then run, evaluations, "    \
    "clock_s (of data with times) and ended, which is true as soon as no evaluation is left. An evaluation that "      \
    "would pass a limit is not made: its reply has ended, but no loss. The loss of an invalid candidate is the worst " \
    "there is, null where that has no bound.\n\n"                                                                      \
    "{\"state\":true} tells how far the run is: evaluations, different points, repeats, invalid candidates, and the "  \
    "incumbent with its score and regret, which an algorithm is not meant to know. {\"next_run\":true} begins the "    \
    "next run, whose random numbers are its own; the first is run 0.\n\n"                                              \
    "A request that is wrong is answered by {\"error\":\"line N: ...\"} and changes nothing. --out FILE receives the " \
    "table `traces` of all runs when the input ends."

#define CELL_HELP                                                                                                      \
    "A cell is given by its official hash (32 hexadecimal digits), as id:N, or as ADJACENCY/OPERATIONS: the digits "   \
    "of an upper-triangular matrix of 2 to 8 vertices, row by row, and the operations separated by commas, either "    \
    "by their long names or as c3, c1 and mp, with or without input and output. Vertices that are on no path from "    \
    "input to output are pruned. The names published-best, resnet-like and inception-like stand for cells that the "   \
    "paper discusses.\n\n"                                                                                             \
    "Points of other spaces are given by the names that `space list` prints, or as id:N. Symbols of "                  \
    "more than one character, and values of variables, stand between separators: ':' is printed (if no symbol has "    \
    "one), and : / | ; , _ - and blanks are read, also within brackets: (8, 16, 64). Letters are read in either "      \
    "case, unless symbols differ by it.\n\n"                                                                           \
    "A cell of nb201 is six digits, 1 none, 2 skip_connect, 3 nor_conv_1x1, 4 nor_conv_3x3, 5 avg_pool_3x3, on the "   \
    "edges 0-1, 0-2, 1-2, 0-3, 1-3, 2-3; or the letters A to E for 1 to 5; or |nor_conv_3x3~0|+|...; or "              \
    "naslib:(4, 0, 3, 1, 4, 3), a tuple of NASLib: 0 skip_connect, 1 none, 2 nor_conv_3x3, 3 nor_conv_1x1, "           \
    "4 avg_pool_3x3 on the edges 0-1, 0-2, 0-3, 1-2, 1-3, 2-3. Translate the digits 0 to 4 of other programs: "        \
    "those without a 0 would be read as other cells."

/* What evaluations answer with, and the rules of the protocols, as experiment.c has them. */
#define PROTOCOLS_HELP                                                                                                 \
    "Evaluations answer with validation accuracy and scores are test accuracy, if the data has both and --fitness "    \
    "leaves it open; a fitness that is named does both. Without a policy (test@108) an evaluation draws one of the "   \
    "runs; with one (test@108:mean) all evaluations of a point are the same.\n\n"                                      \
    "A protocol stands for rules, each of which has an option of its own. plain: --edge-limit pruned, "                \
    "--count-invalid no, --select-by-mean no, --full-budget-only no, --score-every 1. paper: the same with "           \
    "--edge-limit raw and --count-invalid yes. naszilla: plain with --select-by-mean yes and --score-every 10. "       \
    "With --full-budget-only no, evaluations at smaller budgets compete with those at the largest, as in the "         \
    "published code."

#endif
