/* The table of commands: parsing, help, manual pages and completion are all read from here. */
#include "cli/cli.h"
#include "cli/command_help.h"

#include <string.h>

/* Options of analyses that are read by commands that run none. */
static nsc_option_set seed(void) {
    return NSC_READS(seed);
}

static nsc_option_set distance(void) {
    return NSC_READS(distance);
}

/* ---- commands ---- */

#define BIT(option) (UINT64_C(1) << NSC_OPTION_##option)
#define NEIGHBOUR_OPTIONS (BIT(RELATION) | BIT(GRAPH))

/* Sets of options that go together. */
#define TABLE_OPTIONS (BIT(OUT) | BIT(FORMAT) | BIT(QUOTE_TEXT))
#define SPACE_OPTIONS (BIT(SPACE) | BIT(THREADS))
#define READING_OPTIONS                                                                                                \
    (BIT(DATA) | BIT(ORDER) | BIT(ROWS) | BIT(COLUMNS) | BIT(POINT) | BIT(PERCENT) | BIT(KEEP_GOING) | BIT(VERBOSE))
#define FITNESS_OPTIONS (READING_OPTIONS | BIT(FITNESS))
#define BETTER_OPTIONS (BIT(MINIMISE) | BIT(MAXIMISE) | BIT(EQUAL_WITHIN))
#define TABLE_FORMATS                                                                                                  \
    { "csv", "table", "json" }

/* Tables that may be drawn. */
#define FIGURE_FORMATS                                                                                                 \
    { "csv", "table", "json", "svg", "gnuplot" }

#define STORE_OPTIONS (BIT(DATA) | BIT(THREADS) | BIT(KEEP_GOING))
#define FILE_OPTIONS (SPACE_OPTIONS | READING_OPTIONS)

const nsc_command_group nsc_command_groups[] = {
    {"space", "points of a space, and what each is without training"},
    {"data", "files of measurements: fetch, import, check, make up"},
    {"graph", "which points are neighbours, and how far apart"},
    {"query", "questions about single points and their neighbours"},
    {"explore", "the landscape on a page in the browser"},
    {"analyse", "autocorrelation, optima, basins and other analyses"},
    {"search", "simulated experiments with search algorithms"},
    {"merge", "joins the parts of a command that several processes did"},
    {"surrogate", "regressions that predict what is not measured"},
    {"report", "a named set of analyses, written into one folder"},
    {"export", "files for other tools"},
    {"help", "help, manual pages and completion for shells"},
    {"version", "the version of the program and of its libraries"},
};
const size_t nsc_command_group_count = sizeof nsc_command_groups / sizeof nsc_command_groups[0];

#define SEARCH_OPTIONS                                                                                                 \
    (SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | TABLE_OPTIONS | BIT(TABLE) | BIT(SET) |    \
     BIT(SETTINGS) | BIT(IOHPROFILER) | BIT(STYLE) | BIT(PART))

const nsc_command nsc_commands[] = {
    {.path = "space count",
     .arguments = "",
     .meaning = "count the points, cells by their vertices and edges",
     .help = "For cells, one row for each combination of vertices and edges that occurs: vertices,edges,cells. For "
             "other spaces, keys and values: the number of points and, for nb201, the number of different networks "
             "among its strings.",
     .example = "nasscape space count --format table\nnasscape space count --space nb201",
     .options = SPACE_OPTIONS | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_space_count,
     .written = nsc_written_out},
    {.path = "space list",
     .arguments = "",
     .meaning = "list all points in order of their ids",
     .help = "One row for each cell: its id, its official hash, its representative matrix row by row, its operations "
             "as the official file spells them, and the trainable parameters of the network built from it. For "
             "other spaces, one row for each point: its id, its name, its longer spelling, and how often each symbol "
             "occurs.",
     .example = "nasscape space list --space nb101:vertices=4 --format table\nnasscape space list -o cells.csv",
     .options = SPACE_OPTIONS | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_space_list,
     .written = nsc_written_out},
    {.path = "space encodings",
     .arguments = "",
     .meaning = "count the encodings by what they decode to",
     .help = "An encoding is the form in which a search handles a cell: a matrix of all vertices and an operation for "
             "each inner vertex (21 bits and 5 operations, 509,607,936 encodings in all). Many encodings decode to "
             "the same cell, others to none. The edge limit may be applied to the pruned matrix, as the official "
             "code does (pruned), or to the matrix as written, as in the paper (raw). One row for each of the two "
             "rules and each outcome, cells by their vertices: validity,outcome,vertices,encodings,share. Each "
             "encoding counts once under each rule.",
     .example = "nasscape space encodings --format table\nnasscape space encodings --space nb101:vertices=5",
     .options = SPACE_OPTIONS | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_space_encodings,
     .written = nsc_written_out},
    {.path = "space show",
     .arguments = "CELL",
     .meaning = "draw a cell and list its properties",
     .help = "Draws the cell from its input at the top to its output at the bottom. Lines that leave the same vertex "
             "join; other lines that meet cross. Below the drawing: the hash, the id, the matrix, parameters, depth, "
             "width, the number of encodings that decode to the cell, its number of neighbours, what pruning removed "
             "from the encoding as given, and whether that encoding keeps the limits before pruning. If the argument "
             "is not a cell of the space, the message gives the reason. Points of other spaces are not "
             "drawn.\n\n--format svg and dot write the drawing alone, also that of a string of nb201. A cell given as "
             "a matrix is drawn as given, with what pruning removes in grey.\n\n" CELL_HELP,
     .example = "nasscape space show 28cfc7874f6d200472e1a9dcd8650aa0\nnasscape space show 0110/0011/0001/0000/c3,mp\n"
                "nasscape space show published-best --format svg -o best.svg",
     .options = SPACE_OPTIONS | TABLE_OPTIONS,
     .formats = {"text", "csv", "table", "json", "svg", "dot"},
     .run = nsc_command_space_show,
     .written = nsc_written_out},
    {.path = "data import",
     .arguments = "FILE",
     .reads_arguments = true,
     .meaning = "turn an official file into a store, which opens in milliseconds",
     .help =
         "Reads a TFRecord file of NAS-Bench-101 (nasbench_full.tfrecord, nasbench_only108.tfrecord or one with fewer "
         "rows) and writes a store, which every --data accepts. Both checksums of every record are verified, and the "
         "hash and trainable parameters of every row are compared with the cell that its adjacency and operations "
         "describe. Runs are numbered in the order of the file. An invalid record is reported by number and byte, and "
         "no store is written; with --keep-going the valid records are imported and the others listed.",
     .example = "nasscape data import nasbench_only108.tfrecord -o nasbench_only108.nscape",
     .options = BIT(THREADS) | BIT(KEEP_GOING) | BIT(OUT),
     .required = BIT(OUT),
     .run = nsc_command_data_import,
     .written = nsc_written_out},
    {.path = "data info",
     .arguments = "[FILE]",
     .reads_arguments = true,
     .meaning = "summarise the contents of a store, a table or an array",
     .help =
         "Keys and values. Of a store: cells, runs, budgets, format, source, whether the numbers are synthetic, and "
         "the coverage by budget and number of vertices. Of a table or an array: how it is written, the columns that "
         "are used and not used, rows, points, coverage, budgets, and the runs with their names. " FILE_HELP,
     .example = "nasscape data info nasbench_only108.nscape --format table\n"
                "nasscape data info measurements.csv --space nb201",
     .options = FILE_OPTIONS | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_data_info,
     .written = nsc_written_out},
    {.path = "data verify",
     .arguments = "[FILE]",
     .reads_arguments = true,
     .meaning = "check every byte and value of a file and list unusual values",
     .help = "Checks every value, and of a store all checksums, all hashes and every run. One row for each check: "
             "check,count,hash,epochs,run (of other spaces than nb101 point in place of hash), where "
             "the last three name the first run that the check found unusual. A damaged file is an error; unusual "
             "values are not. " FILE_HELP,
     .example = "nasscape data verify nasbench_only108.nscape --format table",
     .options = FILE_OPTIONS | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_data_verify,
     .written = nsc_written_out},
    {.path = "data export",
     .arguments = "[STORE]",
     .reads_arguments = true,
     .meaning = "write a store's runs as CSV or as an official file",
     .help = "--csv writes one row for each run, in order of id, budget and run: "
             "hash,adjacency,operations,trainable_parameters,epochs,run and the official metrics, half-way and final. "
             "--tfrecord writes an official file, in order of hash, budget and run, with every field of its messages "
             "unchanged. " STORE_HELP,
     .example = "nasscape data export nasbench_only108.nscape --csv -o nasbench_only108.csv\n"
                "nasscape data export nasbench_only108.nscape --tfrecord -o again.tfrecord",
     .options = STORE_OPTIONS | BIT(CSV) | BIT(TFRECORD) | BIT(OUT),
     .run = nsc_command_data_export,
     .written = nsc_written_out},
    {.path = "data synthesise",
     .arguments = "",
     .meaning = "write a file of made-up measurements",
     .help =
         "For cells, an official file with three runs for each cell and budget: means from the built-in surrogate, "
         "with differences between cells, runs and budgets like those of real measurements. For strings and tables of "
         "variables, a CSV table point,accuracy,origin of all points: each symbol has an effect, each pair of symbols "
         "a smaller one, and there is a little noise. No number is measured: every row is marked as synthetic, and so "
         "is everything computed from it.",
     .example = "nasscape data synthesise --space nb101:vertices=5 -o made-up.tfrecord\n"
                "nasscape data synthesise --epochs 108 --seed 2 -o made-up-108.tfrecord\n"
                "nasscape data synthesise --space dna^4 -o made-up.csv",
     .options = SPACE_OPTIONS | BIT(EPOCHS) | BIT(OUT),
     .reads = seed,
     .required = BIT(OUT),
     .run = nsc_command_data_synthesise,
     .written = nsc_written_out},
    {.path = "data fetch",
     .arguments = "NAME",
     .meaning = "download published measurements and check that they are the published ones",
     .help =
         "NAME is full (nasbench_full.tfrecord, 1.95 GB, all budgets), only108 (nasbench_only108.tfrecord, 499 MB, "
         "108 epochs) or run1 (an array of numpy, 3.4 MB: the test accuracy after 108 epochs of the first of the "
         "three runs of all 423,624 cells, in ascending order of their hashes: the real landscape in the time that a "
         "page takes to load). Until it is complete, a download lies in FILE.part, which a later call resumes. A file "
         "of that name that is a link, or was not begun by `data fetch`, is refused and left as it is. A download "
         "whose SHA-256 differs from the published one, or that is larger than published, is removed, and the command "
         "fails.",
     .example =
         "nasscape data fetch run1 -o run1.npy\nnasscape report paper --data run1.npy --order hash --out report\n"
         "nasscape data fetch only108 -o nasbench_only108.tfrecord",
     .options = BIT(ADDRESS) | BIT(OUT),
     .required = BIT(OUT),
     .run = nsc_command_data_fetch,
     .written = nsc_written_out},
    {.path = "graph info",
     .arguments = "",
     .meaning = "summarise the graph of neighbours",
     .help =
         "Keys and values: vertices, edges, components, degrees, edges by the kind of change, and the points with the "
         "most neighbours. If the relation is directed, degrees and hubs count the edges that leave a point and "
         "in_... those that arrive at it; components ignore directions. With --fitness, also the assortativity of "
         "that fitness: its correlation across an edge, weighted if edges have weights. With --cross-check, igraph "
         "computes edges, components, degrees and assortativity a second time: its figures are added under "
         "igraph_..., and a difference is an error.",
     .example = "nasscape graph info --format table\nnasscape graph info --relation strict --fitness params\n"
                "nasscape graph info --relation naszilla --cross-check",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | NEIGHBOUR_OPTIONS | BIT(DIAMETER) | BIT(CROSS_CHECK) | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_graph_info,
     .written = nsc_written_out},
    {.path = "graph export",
     .arguments = "",
     .meaning = "write the graph as an edge list or as GraphML",
     .help = "The edge list has one row for each edge: the names of the two points, that with the smaller id first (if "
             "the relation is directed, the start first); the change from the first point to the second; and the "
             "weight, if edges have weights. A point without edges has a row of its own, and so has one whose edges "
             "come too late for the order of the ids in a list that is read again. GraphML names the vertices and, "
             "with --fitness, adds their fitness. Either file is read by --space FILE as the same graph.",
     .example = "nasscape graph export -o edges.csv\n"
                "nasscape graph export --space nb101:vertices=5 --format graphml -o graph.graphml",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | NEIGHBOUR_OPTIONS | BIT(IDS) | TABLE_OPTIONS,
     .formats = {"csv", "table", "json", "graphml"},
     .run = nsc_command_graph_export,
     .written = nsc_written_out},
    {.path = "graph distance",
     .arguments = "A B",
     .meaning = "distance between two points, with a shortest list of changes",
     .help = "One row for each change on one shortest path from A to B. --distance hops follows the edges of the "
             "relation's graph, in their direction if they have one. edit counts edge flips and operation "
             "replacements, fewest over all matchings of the inner vertices. encoding compares the two encodings, "
             "among all that decode to A and to B, that are the fewest changes apart; encodings between them may be "
             "invalid. encoding-raw admits only encodings that keep the edge limit before pruning. path lists the "
             "sequences of operations from input to output that only one of the two has. hamming lists the positions "
             "in which strings differ.\n\n" CELL_HELP,
     .example = "nasscape graph distance id:0 02e5a0247bbdcf2860b7e96f74961594 --distance edit\n"
                "nasscape graph distance inception-like resnet-like --distance path\n"
                "nasscape graph distance 444243 111111 --space nb201 --distance hamming",
     .options = SPACE_OPTIONS | NEIGHBOUR_OPTIONS | TABLE_OPTIONS,
     .reads = distance,
     .formats = TABLE_FORMATS,
     .run = nsc_command_graph_distance,
     .written = nsc_written_out},
    {.path = "query cell",
     .query = &nsc_query_cell,
     .arguments = "CELL...",
     .help = "Keys and values: the properties of the point, every measurement of it in --data, and its neighbours by "
             "--relation: how many there are, how many are evaluated, better, worse and equally good by --fitness, and "
             "whether the point is a local optimum (strict: better than every evaluated neighbour; nonstrict: none is "
             "better; noise_aware: better than each by more than the standard error of the difference). With "
             "--standing, its place in the whole landscape: rank and percentile (per cent of the evaluated points that "
             "are worse, ties counted half), the optimum that a climb by best improvement reaches and the size of its "
             "basin, the distance to the best point by each distance of the space, the nearest better point, and the "
             "number of encodings. Values of the built-in surrogate are marked as such. Several points, or --from "
             "FILE, give columns of,key,value. --format svg and dot draw the point.\n\n" CELL_HELP,
     .example = "nasscape query cell 02e5a0247bbdcf2860b7e96f74961594 --format table\n"
                "nasscape query cell resnet-like --standing\n"
                "nasscape query cell resnet-like inception-like --format json",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(FROM) | TABLE_OPTIONS,
     .formats = {"csv", "table", "json", "svg", "dot"},
     .run = nsc_command_query,
     .written = nsc_written_out},
    {.path = "query neighbours",
     .query = &nsc_query_neighbours,
     .arguments = "CELL...",
     .help =
         "One row for each neighbour, best fitness first: the change that leads to it, its fitness, the difference "
         "from the fitness of the point itself, and whether that is beyond noise: more than the standard error of "
         "the difference, which is known where both have two or more runs. A change of a cell names the vertices "
         "of its representative (see space show) from 0, the input; `undo: ...` is the change of the neighbour that "
         "leads back. With --radius R, also points up to R steps away, and the column steps. Several points, or "
         "--from FILE, are answered one after another.\n\n" CELL_HELP,
     .example = "nasscape query neighbours 02e5a0247bbdcf2860b7e96f74961594 --format table\n"
                "nasscape query neighbours resnet-like --better --kind replaced\n"
                "nasscape query neighbours --space nb201 --data nb201.csv --from strings.txt -o neighbours.csv",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(FROM) | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_query,
     .written = nsc_written_out},
    {.path = "query ball",
     .query = &nsc_query_ball,
     .arguments = "CELL...",
     .help = "One row for each point within the radius, nearest first and best first at each distance: its distance, "
             "its fitness, the difference from the fitness of the point itself, and whether that is beyond noise. With "
             "--shells, one row for each distance: the number of points, how many are evaluated and better, their mean "
             "and their best. --distance hops, the default, counts steps of the relation; any other distance of the "
             "space does not depend on it. The point itself is left out.\n\n" CELL_HELP,
     .example = "nasscape query ball resnet-like --radius 2 --distance edit\n"
                "nasscape query ball resnet-like --radius 4 --shells\n"
                "nasscape query ball 444243 --space nb201 --radius 2 --distance hamming --shells",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(FROM) | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_query,
     .written = nsc_written_out},
    {.path = "query top",
     .query = &nsc_query_top,
     .arguments = "",
     .help = "One row for each point, best fitness first (the largest, or with --minimise the smallest); identical "
             "values in order of their ids. Points that are equally fit within the tolerance share a rank. With "
             "--where, only points that pass it, with their ranks among all points, and a column for each of its "
             "names.",
     .example = "nasscape query top --n 5\n"
                "nasscape query top --where 'params < 5e6 and depth <= 4 and conv3x3 >= 2'\n"
                "nasscape query top --fitness time@108 --minimise --where 'test@108 > 0.93'",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_query,
     .written = nsc_written_out},
    {.path = "query sample",
     .query = &nsc_query_sample,
     .arguments = "",
     .help = "One row for each point, in the order in which they were drawn, whether it has a fitness or not: of all "
             "points, or with --where of those that pass it. A larger sample by the same seed begins with the smaller "
             "one. Over encodings, the draws are of encodings, so that a point may come again: the share of its draws "
             "is its share of the valid encodings.",
     .example = "nasscape query sample --n 5\nnasscape query sample --n 1000 --over encodings --seed 7\n"
                "nasscape query sample --over sizes --where 'params < 5e6'",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BIT(MINIMISE) | BIT(MAXIMISE) | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_query,
     .written = nsc_written_out},
    {.path = "query path",
     .query = &nsc_query_path,
     .arguments = "A B",
     .help =
         "One row for each step: the change, the fitness of the point that it leads to, the difference from the point "
         "before, and whether that is beyond the noise. A and B are cells or other points; \"best\" stands for the "
         "best point that is known.\n\n"
         "--path shortest has the fewest steps, widest the best possible worst fitness (both ends count), with as few "
         "steps as that allows, and improving leads to a better fitness at each step, by more than the tolerance. Of "
         "several such paths, the one whose worst fitness between the ends is best is given, then the one with the "
         "lowest ids. Edges of a directed relation are followed in their direction.\n\n"
         "Points without a fitness: a shortest path passes as few of them as possible, widest and improving none. If "
         "none leads around them, widest gives a shortest path instead, and the column note says so. If there is no "
         "path, the exit code is 4, and the message says how far one gets.\n\n" CELL_HELP,
     .example = "nasscape query path resnet-like best --format table\n"
                "nasscape query path inception-like best --path improving\n"
                "nasscape query path 111111 444444 --space nb201 --data nb201.csv --path all",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_query,
     .written = nsc_written_out},
    {.path = "query compare",
     .query = &nsc_query_compare,
     .arguments = "A B",
     .help =
         "One row for each fact, of five kinds. point: the names of both. distance: how far B is from A, by hops along "
         "the relation and by every other distance of the space; those over all encodings take a second, and only "
         "--distance encoding or encoding-raw gives them. change: each change on the way by that distance. feature: "
         "properties that need no training. fitness: every budget and metric of --data, or --fitness alone, as means "
         "over runs, with the standard error of the difference and whether that is beyond the noise. \"best\" stands "
         "for the best point that is known.\n\n" CELL_HELP,
     .example = "nasscape query compare resnet-like inception-like --format table\n"
                "nasscape query compare resnet-like best --distance edit",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BIT(MINIMISE) | BIT(MAXIMISE) | NEIGHBOUR_OPTIONS | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_query,
     .written = nsc_written_out},
    {.path = "query climb",
     .query = &nsc_query_climb,
     .arguments = "CELL...",
     .help =
         "One row for each step of a climb from CELL to a local optimum: the change, the fitness, the difference, and "
         "how many neighbours are better. By best improvement each step goes to the best neighbour, as in the analyses "
         "basins and lon; by first improvement to the first better one in the order of the ids, or with a --seed other "
         "than 0 in a random order. Steps lead to better points only, by more than the tolerance, so that a climb ends "
         "on a plateau. Neighbours without a fitness are passed over; the columns say how many have "
         "one.\n\n" CELL_HELP,
     .example = "nasscape query climb resnet-like --format table\n"
                "nasscape query climb resnet-like --method first --seed 7",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(FROM) | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_query,
     .written = nsc_written_out},
    {.path = "query nearest-better",
     .query = &nsc_query_nearest_better,
     .arguments = "CELL...",
     .help = "One row: of the evaluated points that are better than CELL by more than the tolerance, the nearest; of "
             "several equally near ones the best, then the one with the lowest id. The distance counts hops along the "
             "relation, or what --distance names. --beyond-noise passes over gains that are not larger than the "
             "standard error of the difference. If there is none, the exit code is 4, and the message says "
             "why.\n\n" CELL_HELP,
     .example = "nasscape query nearest-better resnet-like --format table\n"
                "nasscape query nearest-better published-best --distance edit",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(FROM) | TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_query,
     .written = nsc_written_out},
    {.path = "explore",
     .arguments = "",
     .meaning = "show the landscape on a page in the browser",
     .help =
         "Serves a page on this machine until it is interrupted (Ctrl-C), and prints its address on standard output. "
         "The page shows all points on a map, each with its neighbours, ways to better points, and the figures of "
         "analyses. Everything on it equals what `query` and `analyse` print with the same options. The same answers "
         "are there as JSON: http://127.0.0.1:8101/api/v1/cell/HASH is `nasscape query cell HASH --format json`, and "
         "/api/v1/openapi.json describes all addresses. No other machine is asked, and none can ask.",
     .example = "nasscape explore --open\nnasscape explore --data run1.npy --order hash --port 0",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(PORT) | BIT(OPEN),
     .run = nsc_command_explore,
     .written = nsc_written_out},
    {.path = "analyse list",
     .arguments = "",
     .meaning = "list the analyses, their options and their tables",
     .help = "On a terminal, the names of the analyses and what they measure. In a pipe, or with --format or --out, "
             "one row for each table of each analysis: name,meaning,source,options,table,columns.",
     .example = "nasscape analyse list --format table",
     .options = TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_analyse_list,
     .written = nsc_written_out},
    {.path = "analyse all",
     .arguments = "",
     .meaning = "run all analyses and write each table to its own file",
     .help =
         "Files are named after the analysis, the table and, if they matter, the relation and the distance. Analyses "
         "that do not apply to the space are left out and named on standard error. Analyses for which there are too "
         "few measurements are left out and named as well, and the exit code is then 4.",
     .example = "nasscape analyse all --out results",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(OUT_FOLDER) | BIT(FORMAT) |
                BIT(QUOTE_TEXT),
     .reads = nsc_analyses_read,
     .required = BIT(OUT_FOLDER),
     .formats = TABLE_FORMATS,
     .run = nsc_command_analyse_all,
     .written = nsc_written_analyses},
    {.path = "analyse",
     .arguments = "NAME",
     .meaning = "run one analysis",
     .help = "`nasscape analyse list` lists the analyses; `nasscape help analyse NAME` describes one: its options, "
             "tables and columns. Every row ends with its provenance: relation, fitness, coverage, sample, source.\n\n"
             "If only a part of the points has a fitness, the columns low and high are the ends of a 95 % interval for "
             "the figure of the whole space. It presupposes that the evaluated points were drawn at random: of all "
             "points, or of those of each size, which are then weighted by their share of the space. Of several "
             "files, those that pass for such samples are pooled, and the points of the others (a table of all small "
             "cells) stand for themselves. Whether that holds is tested on what is known of all points, and the "
             "column sample says what was found. A figure without an interval has the reason in its row: it is of "
             "the measured points alone, or the points are too few to tell.\n\n" FIGURE_HELP "\n\n" PART_HELP,
     .example = "nasscape analyse rwa --fitness params --lags 10 --format table\n"
                "nasscape analyse fdc --table distances --distance edit\n"
                "nasscape analyse rwa --data run1.npy --order hash --format svg -o autocorrelation.svg",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(TABLE) | TABLE_OPTIONS |
                BIT(STYLE) | BIT(PART),
     .reads = nsc_analyses_read,
     .formats = FIGURE_FORMATS,
     .run = nsc_command_analyse,
     .written = nsc_written_out},
    {.path = "merge",
     .arguments = "PART...",
     .meaning = "join the parts of a command that several processes did",
     .help = MERGE_HELP,
     .example = "nasscape analyse rwa --fitness params --walks 200 --part 1/2 -o first.part\n"
                "nasscape analyse rwa --fitness params --walks 200 --part 2/2 -o second.part\n"
                "nasscape merge first.part second.part -o rwa.csv",
     .options = BIT(THREADS) | BIT(OUT) | BIT(IOHPROFILER) | BIT(VERBOSE),
     .reads_arguments = true,
     .run = nsc_command_merge,
     .written = nsc_written_out},
    {.path = "surrogate fit",
     .arguments = "",
     .meaning = "fit a regression to measurements",
     .help = "Fits ln(1 - accuracy), ln(time) or the values of a column to counts of paths, operations and channels: "
             "boosted regression trees for accuracies of 200 cells or more, else ridge regression; --regression "
             "chooses one of them. Trees also use random walks through the cell, and fit its accuracy and how often "
             "its training collapses separately. Several files are fitted together: a cell has the mean of its runs "
             "and counts by their number, and only cells with the most runs are left out to judge by. The model is "
             "written to --out, as JSON or as C source; --data reads the JSON as a fitness of all cells. The quality "
             "of its out-of-sample predictions is written to standard output as CSV: statistic,value.",
     .example = "nasscape surrogate fit --data measurements.csv --fitness test@108 -o model.json\n"
                "nasscape surrogate fit --data run1.npy --order hash --data means.csv -o model.json",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BIT(FOLDS) | BIT(REGRESSION) | BIT(OUT) | BIT(FORMAT) | BIT(PART),
     .reads = seed,
     .required = BIT(DATA) | BIT(OUT),
     .formats = {"json", "c"},
     .run = nsc_command_surrogate_fit,
     .written = nsc_written_out},
    {.path = "surrogate evaluate",
     .arguments = "",
     .meaning = "compare a model's predictions with measurements",
     .help = "Compares measured values with those of --model, or of the built-in surrogate for test@108 and "
             "time@108: statistic,value with count, spearman, pearson, rmse, both standard deviations and, for each "
             "relation, the correlation across an edge, measured and fitted, on the same pairs. On cells that the "
             "model was fitted to (in_sample), it looks better than it is; the rows cross_validated_... are about "
             "unseen cells. Without --fitness, the fitness is that of the model.",
     .example = "nasscape surrogate evaluate --data measurements.csv --format table\n"
                "nasscape surrogate evaluate --data measurements.csv --model model.json",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BIT(MODEL) | TABLE_OPTIONS,
     .required = BIT(DATA),
     .formats = TABLE_FORMATS,
     .run = nsc_command_surrogate_evaluate,
     .written = nsc_written_out},
    {.path = "report diff",
     .arguments = "A B",
     .meaning = "compare two reports, landscapes, data sets, relations or fitnesses",
     .help =
         "A and B are each the folder of a report, or a variation of the landscape that the options name: a file of "
         "data (or builtin), a relation, a fitness, own (no variation), or settings such as "
         "relation=strict,fitness=valid@108 (space, data, order, rows, columns, fitness, relation, equal-within, "
         "minimise, maximise, percent, keep-going; a comma ends a value only before one of these names). Of a "
         "variation, the report of --report is written into the folder a or b "
         "first.\n\n"
         "Tables of both reports are matched by their files' names, else by analysis and options, and their rows by "
         "the columns that name them. The 95 % interval of a difference takes the two values as independent; values "
         "from complete data are exact.\n\n"
         "index.html: clearest differences, and the figures of both over each other.\n"
         "differences.csv: one row for each pair of values, with both intervals and that of the difference.\n"
         "compared.csv: one row for each table, with counts, or the reason why it was not compared.\n"
         "TABLE.csv, figures/TABLE.svg, .pdf, .gp: differences of one table, and its figure.",
     .example = "nasscape report diff pruned strict --space nb101:vertices=6 --out relations\n"
                "nasscape report diff own data=run1.npy,order=hash --out surrogate\n"
                "nasscape report diff report-2025 report-2026 --out changes",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(STYLE) | BIT(REPORT) |
                BIT(OUT_FOLDER),
     .reads = nsc_reports_read,
     .required = BIT(OUT_FOLDER),
     .run = nsc_command_report_diff,
     .written = nsc_written_report_diff},
    {.path = "report",
     .arguments = "[NAME]",
     .meaning = "write a report into a folder: a page with figures, tables and findings",
     .help =
         "The folder receives index.html, a page to open in a browser; page.md, the key findings in plain words, which "
         "also go to standard output; one CSV file for each table; figures/NAME.svg and .pdf, made from "
         "figures/NAME.gp by gnuplot if it is installed (or by the program that the environment's NASSCAPE_GNUPLOT "
         "names); and manifest.json: version, command, options, source and checksum of the data, coverage, and what "
         "was left out for which reason. An analysis that fails leaves its reason there and on the page, and the "
         "others go on.\n\n"
         "paper checks what Ying et al. 2019 state about NAS-Bench-101: claims.csv has one row for each statement with "
         "its verdict, readings.csv the value under each interpretation of what the paper leaves open.\n\n"
         "landscape describes any space: distribution of fitness, locality, neighbours, optima, distances, "
         "composition.\n\n"
         "search compares search algorithms in simulated experiments on any space, 500 runs each (--runs) of 150 "
         "evaluations (--evaluations), and says why they differ: the spread over seeds, longer searches, settings of "
         "evolution, smaller cells, selection without noise, the number of runs that a claim needs, and the same "
         "searches on shuffled scores, where locality is gone. rankings.csv has the regret of each algorithm in each "
         "study, agreement.csv how far two rankings agree, landscapes.csv the locality of what was searched, and "
         "STUDY-TABLE.csv the tables of `nasscape search compare`.\n\n"
         "full is every analysis that suits the space, and the searches.\n\n"
         "--recipe FILE is a report of your own: lines such as `analyse fdc distance=edit tables=statistics`, on one "
         "data set or several; examples/landscape.recipe explains all of it.",
     .example = "nasscape report paper --out report\nnasscape report landscape --data measurements.csv --out report\n"
                "nasscape report search --data measurements.csv --runs 100 --out searches\n"
                "nasscape report --recipe landscape.recipe --style two-columns --out report",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(RECIPE) | BIT(STYLE) |
                BIT(OUT_FOLDER),
     .reads = nsc_reports_read,
     .searches = true,
     .required = BIT(OUT_FOLDER),
     .run = nsc_command_report,
     .written = nsc_written_report},
    {.path = "report list",
     .arguments = "",
     .meaning = "list the reports",
     .help = "One row for each report: name,meaning. A report of your own is a recipe: see `nasscape help report`.",
     .example = "nasscape report list",
     .options = TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_report_list,
     .written = nsc_written_out},
    {.path = "search run",
     .arguments = "ALGORITHM",
     .meaning = "run a search algorithm on measurements, many times, without training",
     .help =
         "Each evaluation is a look-up of one of the runs that the data has, and a simulated clock adds up their "
         "training times. A run keeps the best point that it has evaluated, the incumbent; its score is the point's "
         "mean test accuracy, regret what is missing to the best point. Where the data has one split or one run, "
         "both are that, as the columns selected_by and scored_by say. Points without measurement are outside the "
         "experiment.\n\n"
         "ALGORITHM is one of `nasscape search list`, also with settings: "
         "evolution:population=50,tournament=5.\n\n" PROTOCOLS_HELP "\n\n" FIGURE_HELP "\n\n" KEPT_RUNS_HELP
         "\n\n" PART_HELP,
     .example = "nasscape search run random --evaluations 150 --runs 500\n"
                "nasscape search run evolution --data nasbench.nscape --time 1e7 --runs 500 --table final -o runs.csv\n"
                "nasscape search run evolution --set population=50,tournament=5 --protocol paper",
     .options = SEARCH_OPTIONS,
     .reads = seed,
     .searches = true,
     .search_tables = true,
     .formats = FIGURE_FORMATS,
     .run = nsc_command_search_run,
     .written = nsc_written_search},
    {.path = "search compare",
     .arguments = "ALGORITHM...",
     .meaning = "run search algorithms on the same measurements, and compare them",
     .help =
         "Takes what `nasscape search run` takes; each algorithm has as many runs. An algorithm may come with "
         "settings, evolution:population=50, and --sweep runs it once with each of several values of a setting. "
         "Regrets of different algorithms are compared by ranks, since their distributions are far from normal. With "
         "--out, an "
         "interrupted comparison is resumed as `search run` is.\n\n" FIGURE_HELP,
     .example = "nasscape search compare random evolution local-search --runs 200 --table comparison\n"
                "nasscape search compare evolution --sweep tournament=1,5,10 --runs 200 --table pairs\n"
                "nasscape search compare random evolution --runs 500 --table power --repeats 10,20,50\n"
                "nasscape search compare random evolution --runs 500 --table regret --format svg -o regret.svg",
     .options = SEARCH_OPTIONS | BIT(SWEEP),
     .reads = seed,
     .searches = true,
     .search_tables = true,
     .formats = FIGURE_FORMATS,
     .run = nsc_command_search_run,
     .written = nsc_written_search},
    {.path = "search serve",
     .arguments = "",
     .meaning = "let another program be the search algorithm, by lines of JSON",
     .help = SERVE_HELP,
     .example = "echo '{\"draw\":2}' | nasscape search serve --seed 7\n"
                "nasscape search serve --encoding cells --data nasbench.nscape --time 1e7 -o traces.csv",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | TABLE_OPTIONS,
     .reads = seed,
     .searches = true,
     .runs_begun_by_requests = true,
     .formats = TABLE_FORMATS,
     .run = nsc_command_search_serve,
     .written = nsc_written_out},
    {.path = "search tables",
     .arguments = "",
     .meaning = "list the tables of search results, with the meanings of their columns",
     .help =
         "One row for each column of each table of `nasscape search run` and `nasscape search compare`, and for each "
         "statistic of a table that has such a column. The columns that all tables end with come last.",
     .example = "nasscape search tables",
     .options = TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_search_tables,
     .written = nsc_written_out},
    {.path = "search list",
     .arguments = "",
     .meaning = "list the search algorithms with their settings and sources",
     .help = "One row for each setting of each algorithm: its default by the paper and, where that differs, by the "
             "published script; an algorithm without settings has one row.",
     .example = "nasscape search list",
     .options = TABLE_OPTIONS,
     .formats = TABLE_FORMATS,
     .run = nsc_command_search_list,
     .written = nsc_written_out},
    {.path = "export notebook",
     .arguments = "NAME",
     .meaning = "write a Jupyter notebook that computes a landscape's story live",
     .help = NOTEBOOK_HELP,
     .example = "nasscape export notebook overview --out notebook\n"
                "nasscape export notebook locality --data run1.npy --order hash --out notebook\n"
                "jupyter notebook notebook/locality.ipynb",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(OUT_FOLDER),
     .reads = nsc_notebooks_read,
     .required = BIT(OUT_FOLDER),
     .run = nsc_command_export_notebook,
     .written = nsc_written_notebook},
    {.path = "export csv",
     .arguments = "",
     .meaning = "write all points with their features and fitness as a table",
     .help =
         "One row for each point, in the order of the ids: the columns that name it, its features, fitness, "
         "standard error and training runs, and where the fitness comes from. Missing numbers are empty. R reads "
         "it by read.csv(\"points.csv\"), pandas by read_csv(\"points.csv\"); names of points that consist of "
         "digits need colClasses = c(point = \"character\") or dtype={\"point\": str}. A spreadsheet takes a name that "
         "begins with =, +, - or @ for a formula: import that column as text.",
     .example = "nasscape export csv -o points.csv\n"
                "nasscape export csv --data measurements.csv --fitness valid@108 -o points.csv",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BIT(MINIMISE) | BIT(MAXIMISE) | BIT(OUT) | BIT(QUOTE_TEXT),
     .formats = {"csv"},
     .run = nsc_command_export_csv,
     .written = nsc_written_out},
    {.path = "export npy",
     .arguments = "",
     .meaning = "write arrays for numpy: a folder of all columns and edges, or the fitness alone",
     .help =
         "If --out ends in .npy, the fitness of all points in the order of the ids: 64-bit floating point, NaN "
         "where missing. --data FILE --order id reads it again; --fitness params and other features give theirs.\n\n"
         "Otherwise --out is a folder. It receives an array for each column of `nasscape export csv`, NAME.npy: "
         "features, fitness, hash or point as bytes. edges-from.npy, edges-to.npy and edges-kind.npy hold the "
         "ids and kinds of all edges, each edge once.\n"
         "arrays.csv: what each array holds.\n"
         "kinds.csv: what the kinds of edges are.\n"
         "provenance.csv: where the numbers come from.",
     .example = "nasscape export npy --out arrays\nnasscape export npy --fitness params -o params.npy",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(OUT),
     .required = BIT(OUT),
     .run = nsc_command_export_npy,
     .written = nsc_written_npy},
    {.path = "export graphml",
     .arguments = "",
     .meaning = "write the graph with features and fitness of all points as GraphML",
     .help = "Vertices are the points in the order of their ids, with the attributes name, each feature, fitness, "
             "standard_error and runs; edges have their kind and, if there are weights, their weight. Attributes of "
             "the graph say where the numbers come from. networkx, igraph and Gephi read it. `nasscape graph export` "
             "writes the edges alone.",
     .example = "nasscape export graphml --space nb101:vertices=5 -o graph.graphml",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(OUT),
     .run = nsc_command_export_graphml,
     .written = nsc_written_out},
    {.path = "export sqlite",
     .arguments = "",
     .meaning = "write points, edges, measurements and fitness into a database of SQLite",
     .help = "Tables: points (id and names), features, edges (each once) and edge_kinds, rules and fitness (rule 1 is "
             "that of --fitness; the means of validation, test and training accuracy and of the training time "
             "follow), measurements (single runs, if the data has any), provenance, and columns, which explains every "
             "column of every table.\n\n"
             "Views join them: landscape (one row a point with features and fitness), neighbours (each pair from both "
             "sides, with both fitnesses), best (points from the best on).",
     .example = "nasscape export sqlite -o nb101.db\n"
                "sqlite3 nb101.db 'SELECT hash, fitness, depth FROM best LIMIT 10'\n"
                "sqlite3 nb101.db 'SELECT neighbour, change, difference FROM neighbours WHERE id = 7'",
     .options = SPACE_OPTIONS | FITNESS_OPTIONS | BETTER_OPTIONS | NEIGHBOUR_OPTIONS | BIT(OUT),
     .required = BIT(OUT),
     .run = nsc_command_export_sqlite,
     .written = nsc_written_out},
    {.path = "help",
     .arguments = "[COMMAND]",
     .meaning = "describe the program, a group of commands, a command or an analysis",
     .help = "`help reading` tells how to read a result. "
             "--format man writes the manual page of the program, or of the group or command named; with a folder as "
             "--out and no command, all manual pages. --format bash, zsh and fish write completion for these shells.",
     .example = "nasscape help space show\nnasscape help analyse rwa\nnasscape help reading\nnasscape help --format "
                "man graph | man -l -",
     .options = BIT(FORMAT) | BIT(OUT),
     .formats = {"text", "man", "bash", "zsh", "fish"},
     .run = nsc_command_help,
     .written = nsc_written_help},
    {.path = "version",
     .arguments = "",
     .meaning = "print the version of the program, its compiler and its libraries",
     .help = "The same as `nasscape --version` and `nasscape -V`.",
     .example = "nasscape version",
     .options = BIT(OUT),
     .run = nsc_command_version,
     .written = nsc_written_out},
};
const size_t nsc_command_count = sizeof nsc_commands / sizeof nsc_commands[0];

bool nsc_command_in_group(const nsc_command *command, const char *group) {
    size_t length = strlen(group);
    return strncmp(command->path, group, length) == 0 &&
           (command->path[length] == ' ' || command->path[length] == '\0');
}

const char *nsc_command_meaning(const nsc_command *command) {
    return command->meaning != NULL ? command->meaning : command->query->meaning;
}

const nsc_command *nsc_command_named(const char *path) {
    for (size_t row = 0; row < nsc_command_count; row++)
        if (strcmp(nsc_commands[row].path, path) == 0)
            return &nsc_commands[row];
    return NULL;
}
