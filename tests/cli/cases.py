"""The table of cases. Expected numbers are published or were computed from the definitions by other programs.

Each case: `command` (DATA stands for the folder of measurements), `code` (0 where not given), `output` (exact),
`matches` and `errors` (patterns in standard output and standard error), `keys` (values of a key,value table), `near`
(the same, as exactly as they are written here).
"""

GROUPS = ["space", "data", "graph", "query", "analyse", "search", "surrogate", "merge", "report", "export", "explore", "help", "version"]

INCEPTION = "28cfc7874f6d200472e1a9dcd8650aa0"
BEST = "02e5a0247bbdcf2860b7e96f74961594"
RESNET = "b5fb4f6193360330b6ff6a52cbf0cad7"
FIRST = "00005c142e6f48ac74fdcf73e3439874"
SHOWN = [INCEPTION, BEST, RESNET, FIRST, "00019e2cbab0bc93ca1a7816a099b2bd", "012534f1e7781c0ac3ef57bfcc4dff91",
         "f64f10d574d456cffeb6b3f1034d072f"]

COUNTS = """vertices,edges,cells
2,1,1
3,2,3
3,3,3
4,3,9
4,4,33
4,5,33
4,6,9
5,4,27
5,5,225
5,6,622
5,7,811
5,8,558
5,9,198
6,5,81
6,6,1260
6,7,6909
6,8,19701
6,9,34059
7,6,243
7,7,6264
7,8,58563
7,9,294012
"""

# Cells as a user may write them, with hash and trainable parameters.
CELLS = [
    ("0100/", "043721b9c7fe8c5fad811d47d83132ec", 882570),
    ("01 00/input,output", "043721b9c7fe8c5fad811d47d83132ec", 882570),
    ("010001000/c3", "b49ac8c578b4561d79ac7087988f1c61", 10177674),
    ("010001000/input,conv1x1-bn-relu,output", "d1269d9156ddc027c40473008192958a", 1920138),
    ("010/001/000/mp", "53cee42601ad14d661bb6878031d6acb", 882570),
    ("0111100/0000001/0000001/0000001/0000010/0000001/0000000/c3,c1,mp,c3,c3", INCEPTION, 2694282),
    ("0101/0010/0001/0000/conv3x3,conv3x3", RESNET, 20346506),
    ("[[0,1,1,0,0,1,1],[0,0,0,0,0,1,0],[0,0,0,1,0,0,0],[0,0,0,0,1,0,0],[0,0,0,0,0,1,0],[0,0,0,0,0,0,1],"
     "[0,0,0,0,0,0,0]]/input,conv1x1-bn-relu,conv3x3-bn-relu,maxpool3x3,conv3x3-bn-relu,conv3x3-bn-relu,output",
     BEST, 32426634),
    ("0100110001000000010010000010000001000000010000000/c3,mp,c3,c3,c1", FIRST, 8555530),
    ("0101000/0010110/0000001/0000100/0000010/0000001/0000000/mp,c3,mp,c1,mp", "00019e2cbab0bc93ca1a7816a099b2bd",
     3468426),
    ("01111/00110/00010/00001/00000/c3,c3,c3", "a05c0efdac251392b3299fdadd52ccc1", 31389066),
    ("010011/001110/000100/000010/000001/000000/c3,c1,c1,c3", "f64f10d574d456cffeb6b3f1034d072f", 23295370),
    # Parameters depend on the order of vertices; both are the same cell, and the stored order counts.
    ("01110/00001/00001/00001/00000/c3,c1,mp", "ce9bc2765d63f261e5ad257382c09e92", 2040231),
    ("01110/00001/00001/00001/00000/mp,c1,c3", "ce9bc2765d63f261e5ad257382c09e92", 2040231),
    # Two vertices are on no path from input to output.
    ("01100/00001/00000/00001/00000/c3,c1,mp", "b49ac8c578b4561d79ac7087988f1c61", 10177674),
]

# All encodings: the counts add up to 373,754,169 and 139,359,042 valid ones; 1,947,545 of 2^21 matrices have a path.
ENCODINGS = {("pruned", "decodes"): 373754169, ("raw", "decodes"): 139359042,
             ("pruned", "no path from input to output"): (2 ** 21 - 1947545) * 3 ** 5,
             ("raw", "no path from input to output"): (2 ** 21 - 1947545) * 3 ** 5}

# Cells of two and three vertices (1 and 6) times their encodings.
SMALL_CELL_ENCODINGS = {("pruned", "2"): 36354501, ("raw", "2"): 23423013, ("pruned", "3"): 6 * 12585537}

# Per cent of the valid encodings, edge limit after pruning, by the vertices of their cells.
ENCODING_SHARES = {"7": 0.31, "6": 12.0, "5": 30.3, "4": 27.5, "3": 20.2, "2": 9.7}

FEW_CELLS = ["--space", "nb101:vertices=4"]

GRAPHS = {
    "pruned": {"vertices": 423624, "edges": 4577278, "components": 1, "largest_component": 423624, "degree_min": 4,
               "degree_median": 17, "degree_max": 52602, "isolated": 0, "edges_operation_replaced": 2026413,
               "edges_edge_flipped": 2550865, "edges_vertices_lost_0": 3197131, "edges_vertices_lost_1": 671772,
               "edges_vertices_lost_2": 348192, "edges_vertices_lost_3": 203544, "edges_vertices_lost_4": 113952,
               "edges_vertices_lost_5": 42687, "hub_1": "043721b9c7fe8c5fad811d47d83132ec", "hub_1_degree": 52602,
               "hub_2_degree": 34937, "hub_4_degree": 34937, "hub_5_degree": 11589, "igraph_edges": 4577278,
               "igraph_degree_max": 52602},
    "adjacent": {"edges": 3868903, "components": 1, "degree_min": 3, "degree_median": 15, "degree_max": 269,
                 "isolated": 0},
    "strict": {"edges": 3197131, "components": 13, "largest_component": 358506, "degree_min": 0, "degree_median": 13,
               "degree_max": 31, "component_size_2": 62010, "component_size_3": 2441, "component_size_4": 108,
               "component_size_6": 90, "component_size_8": 90, "component_size_9": 84, "component_size_10": 45,
               "component_size_12": 6, "component_size_13": 1, "igraph_components": 13},
}

# Autocorrelation of the parameters on the stationary walk, lags from 1; of `strict` on its largest component.
EXACT_WALK = {
    "pruned": [.789311, .645767, .532313, .442438, .370171, .311503, .263460, .223826, .190917, .163435],
    "adjacent": [.845225, .726367, .629813, .550181, .483691, .427614, .379905, .339002, .303692, .273021],
    "strict": [.865368, .760367, .675374, .605348, .546897, .497570, .455537, .419400, .388075, .360710],
}

# Operation replacements on the sample: mean change of accuracy in points, of time in per cent; four standard errors.
OPERATION_EFFECTS = {
    "test@108": {("conv3x3", "conv1x1"): (-1.13, 1.0), ("conv3x3", "maxpool3x3"): (-2.10, 1.0),
                 ("conv1x1", "maxpool3x3"): (-0.43, 1.0)},
    "time@108": {("conv3x3", "conv1x1"): (-14.15, 0.7), ("conv3x3", "maxpool3x3"): (-9.86, 0.7),
                 ("conv1x1", "maxpool3x3"): (5.06, 0.4)},
}

NB201 = ["--data", "DATA/nb201_cifar10.csv", "--fitness", "column:valid_accuracy"]
NB201_BEST = ("|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_1x1~2|")
SMALL = ["--fitness", "params", "--space", "nb101:vertices=5"]

# The beginnings of headers that scripts rely on.
HEADERS = [
    (["graph", "info", "--space", "nb101:vertices=4"], "key,value"),
    (["analyse", "rwa", *SMALL], "lag,autocorrelation"),
    (["analyse", "encodingrwa", *SMALL], "lag,autocorrelation"),
    (["analyse", "fdc", *SMALL], "statistic,value,low,high,count"),
    (["analyse", "fdc", "--table", "distances", *SMALL], "distance,count,mean"),
    (["analyse", "fdc", "--distance", "encoding", *SMALL], "statistic,value,low,high,count"),
    (["analyse", "fdc", "--table", "distances", "--distance", "encoding-raw", *SMALL], "distance,count,mean"),
    (["analyse", "opeffect", *SMALL], "from,to,pairs,mean,standard_error,low,high,mean_relative"),
    (["analyse", "rarity", *SMALL], "margin,cells,probability"),
    (["analyse", "peaks", *SMALL], "rank,point,fitness,standard_error,below_best,encodings,encodings_raw,hops,edit,encoding,"
                                   "encoding_raw"),
    (["analyse", "peaks", "--table", "summary", *SMALL], "statistic,value,paper,meaning,reason"),
    (["analyse", "peaks", "--table", "volumes", *SMALL], "targets,validity,steps,encodings,share,valid,valid_share"),
    (["analyse", "peaks", "--table", "encodings", *SMALL], "encoding,matrix,labelling,raw"),
    (["analyse", "readings", *SMALL], "reading,counted,validity,measure,fitness,targets,target_cells,target_weight,chance,one_in,"
                                      "share_within_6,volume_one_in,volume_within_6,pearson,pearson_low,pearson_high,spearman,"
                                      "spearman_low,spearman_high,width,known_cells,known_share,unknown_share,paper,reason"),
    (["analyse", "readings", "--table", "curves", *SMALL], "reading,steps,weight,share,known_weight,mean,rescaled,"
                                                           "correlation_within"),
    (["query", "neighbours", "id:3", *SMALL], "hash,change,fitness,difference"),
    (["query", "neighbours", "id:3", "--space", "nb101"], "hash,change,fitness,difference"),
    (["query", "path", "id:3", "id:60", *SMALL], "step,hash,change,fitness,difference,beyond_noise,path"),
    (["query", "path", "000", "121", "--space", "hamming:3^3", "--fitness", "symbol_0"], "step,point,change,fitness"),
    (["query", "climb", "id:3", *SMALL], "step,hash,change,fitness,difference,beyond_noise,method"),
    (["query", "nearest-better", "id:3", *SMALL], "distance,hash,change,fitness,difference,beyond_noise,measure"),
    (["query", "compare", "id:3", "id:60", *SMALL], "kind,name,a,b,difference,standard_error,beyond_noise,step,change"),
]

CASES = [
    # ---- space ----
    {"command": ["space", "count"], "output": COUNTS},
    *({"command": ["space", "show", cell, "--format", "csv"],
       "keys": {"hash": hash, "trainable_parameters": parameters}}
      for cell, hash, parameters in CELLS),
    {"command": ["space", "show", BEST, "--format", "csv"],
     "keys": {"vertices": 7, "edges": 9, "isomorphic_encodings": 4, "encodings_edge_limit_after_pruning": 4,
              "encodings_edge_limit_before_pruning": 4, "neighbours_pruned": 15, "pruned_vertices": "none"}},
    {"command": ["space", "show", INCEPTION, "--format", "csv"], "keys": {"neighbours_pruned": 14}},
    {"command": ["space", "show", RESNET, "--format", "csv"], "keys": {"neighbours_pruned": 3287, "depth": 3}},
    {"command": ["space", "show", "id:0", "--format", "csv"],
     "keys": {"hash": "043721b9c7fe8c5fad811d47d83132ec", "encodings_edge_limit_after_pruning": 36354501,
              "encodings_edge_limit_before_pruning": 23423013, "neighbours_pruned": 52602, "width": 1, "depth": 1}},
    {"command": ["space", "show", "010001000/c3", "--format", "csv"],
     "keys": {"encodings_edge_limit_after_pruning": 12585537, "neighbours_pruned": 34937, "width": 1, "depth": 2}},
    {"command": ["space", "show", "01100/00001/00000/00001/00000/c3,c1,mp", "--format", "csv"],
     "keys": {"pruned_vertices": "2 3", "pruned_edges": 2}},
    # Fifteen of sixteen edges are on no path: no inner vertex reaches the output.
    {"command": ["space", "show", "0111111/0011110/0001110/0000110/0000010/0000000/0000000/c1,c3,mp,c3,c3",
                 "--format", "csv"],
     "keys": {"hash": "043721b9c7fe8c5fad811d47d83132ec", "pruned_edges": 15,
              "valid_before_pruning": "no: 16 edges, at most 9"}},
    {"command": ["space", "show", BEST], "matches": ["^valid before pruning +yes$"]},
    {"command": ["space", "show", "01100/00001/00000/00001/00000/c3,c1,mp", "--space", "nb101:vertices=4",
                 "--format", "csv"], "keys": {"vertices": 3, "valid_before_pruning": "no: 5 vertices, at most 4"}},
    {"command": ["space", "show", "published-best", "--format", "csv"], "keys": {"hash": BEST}},
    {"command": ["space", "show", "resnet-like", "--format", "csv"], "keys": {"hash": RESNET}},
    {"command": ["space", "show", "inception-like", "--format", "csv"], "keys": {"hash": INCEPTION}},
    {"command": ["space", "show", "published-bset"], "code": 3},
    {"command": ["space", "show", "published-best", "--space", "nb101:vertices=6"], "code": 3,
     "errors": ["7 vertices"]},
    {"command": ["space", "count", "--space", "nb101:vertices=8,edges=13"], "code": 2,
     "errors": ["too large", "243687077 cells of 8 vertices", "edges=12 or fewer"]},
    {"command": ["query", "top", "--space", "nb101:vertices=8,edges=25"], "code": 2, "errors": ["edges=12 or fewer"]},
    {"command": ["space", "encodings", "--space", "nb101:vertices=8,edges=9"], "code": 2, "errors": ["at most 7"]},
    {"command": ["space", "encodings", "--space", "nb101:vertices=2"],
     "output": "validity,outcome,vertices,encodings,share\npruned,decodes,2,1,0.5\n"
               "pruned,no path from input to output,,1,0.5\npruned,too many edges after pruning,,0,0\n"
               "raw,decodes,2,1,0.5\nraw,no path from input to output,,1,0.5\n"
               "raw,too many edges after pruning,,0,0\nraw,too many edges before pruning,,0,0\n"},
    {"command": ["space", "show", INCEPTION.upper()], "matches": ["^hash +" + INCEPTION]},
    {"command": ["space", "show", "--", "id:0"], "matches": ["0 input", "1 output"]},
    {"command": ["space", "show", "01111/00111/00011/00001/00000/c3,c3,c3"], "code": 3, "errors": ["10 edges"]},
    {"command": ["space", "show", "010000000/c3"], "code": 3, "errors": ["no path"]},
    {"command": ["space", "show", "010001000/c5"], "code": 3, "errors": ["c5", "unknown"]},
    {"command": ["space", "show", "010001000/c3,c3"], "code": 3, "errors": ["2 operations"]},
    {"command": ["space", "show", "010001000/"], "code": 3, "errors": ["operations"]},
    {"command": ["space", "show", "01000100/c3"], "code": 3, "errors": ["8 digits", "square"]},
    {"command": ["space", "show", "010001010/c3"], "code": 3, "errors": ["upper-triangular"]},
    {"command": ["space", "show", "010002000/c3"], "code": 3, "errors": ["neither 0 nor 1"]},
    {"command": ["space", "show", "0" * 32], "code": 3, "errors": ["hash"]},
    {"command": ["space", "show", "id:423624"], "code": 3, "errors": ["423624"]},
    *({"command": ["space", "show", name], "code": 3, "errors": [f"there is no {name}", "id:0 to id:423623"]}
      for name in ("id:-1", "id:", "id:nan", "id:0x10", "id:18446744073709551616")),
    {"command": ["space", "show", "something"], "code": 3, "errors": ["not a cell"]},
    {"command": ["space", "show", INCEPTION, "--space", "nb101:vertices=5"], "code": 3, "errors": ["hash"]},
    *({"command": ["space", "count", "--space", f"nb101:{limit}"], "code": 2, "errors": [limit.split("=")[0] + "=N takes", says]}
      for limit, says in (("vertices=9", "2 to 8 vertices, not 9"), ("vertices=1", "not 1"), ("edges=0", "1 to 28 edges"),
                          ("edges=x", "whole number"), ("vertices=", "whole number"), ("vertices=-3", "whole number"))),
    {"command": ["space", "count", "--space", "nb102"], "code": 2, "errors": ["no space"]},
    {"command": ["space", "count", "--space", "nb101:vertices=9"], "code": 2},
    {"command": ["space", "count", "--space", "nb101:edges=none"], "code": 2},
    # ---- data ----
    {"command": ["data", "fetch", "half", "-o", "x.tfrecord"], "code": 2, "errors": ["full, only108, run1"]},
    {"command": ["data", "fetch"], "code": 2, "errors": ["choose one of full, only108, run1"]},
    {"command": ["data", "fetch", "full"], "code": 2, "errors": ["--out"]},
    {"command": ["data", "import", "DATA/tfrecord/first_row.tfrecord"], "code": 2, "errors": ["--out"]},
    {"command": ["data", "import", "-o", "x.nscape"], "code": 2, "errors": ["FILE"]},
    {"command": ["data", "import", "none.tfrecord", "-o", "x.nscape"], "code": 4, "errors": ["none.tfrecord"]},
    {"command": ["data", "import", "DATA/nb101_raw_repeats.csv", "-o", "x.nscape"], "code": 3,
     "errors": ["no TFRecord file but text", "--data"]},
    {"command": ["data", "info"], "code": 2, "errors": ["exactly one file"]},
    {"command": ["data", "info", "a.nscape", "--data", "b.nscape"], "code": 2, "errors": ["exactly one file"]},
    {"command": ["data", "info", "none.nscape"], "code": 4, "errors": ["none.nscape"]},
    {"command": ["data", "info", "DATA/nb101_raw_repeats.csv"], "keys": {"format": "CSV", "rows_used": 156, "runs": 3}},
    {"command": ["data", "info", "DATA/tfrecord/first_row.tfrecord"],
     "keys": {"format": "tfrecord", "source": "first_row.tfrecord", "synthetic": "no", "cells": 1, "runs": 1,
              "budgets": "4"}},
    {"command": ["data", "info", "--data", "DATA/tfrecord/extended_schema_up_to_4_vertices.tfrecord"],
     "keys": {"cells": 7, "runs": 84, "budgets": "4,12,36,108", "epochs_36_runs": 21, "epochs_36_vertices_3_cells": 2}},
    {"command": ["data", "verify", "DATA/nb201_cifar10.csv", "--space", "nb201"], "matches": ["^check,count,point,"]},
    {"command": ["data", "verify", "DATA/nb101_sample_108.csv"], "matches": ["^check,count,hash,"]},
    {"command": ["data", "verify", "DATA/tfrecord/retrained_4epochs_up_to_3_vertices.tfrecord"],
     "matches": ["^an accuracy is no k/9984,0,,,$",
                 "^the half-way evaluation is not of half the epochs,21,043721b9c7fe8c5fad811d47d83132ec,4,1$"]},
    {"command": ["data", "export", "DATA/tfrecord/first_row.tfrecord"], "code": 2, "errors": ["either --csv or --tfrecord"]},
    {"command": ["data", "export", "DATA/tfrecord/first_row.tfrecord", "--csv", "--tfrecord"], "code": 2,
     "errors": ["either --csv or --tfrecord"]},
    {"command": ["data", "export", "DATA/tfrecord/first_row.tfrecord", "--csv"],
     "matches": ["^00005c142e6f48ac74fdcf73e3439874,0100110001000000010010000010000001000000010000000,"
                 '"input,conv3x3-bn-relu,maxpool3x3,conv3x3-bn-relu,conv3x3-bn-relu,conv1x1-bn-relu,output",8555530,4,1,'
                 "45.152000427246094,0.10166265815496445,0.10526842623949051,0.10436698794364929,89.90399932861328,"
                 "0.3498597741127014,0.3489583432674408,0.3504607379436493$"]},
    {"command": ["data", "synthesise"], "code": 2, "errors": ["--out"]},
    *({"command": ["data", "synthesise", "-o", "x.tfrecord", "--epochs", epochs], "code": 2, "errors": ["ascending"]}
      for epochs in ("0", "-4", "4,", ",4", "4,4", "12,4", "4;12", "1.5", "many", "100001")),
    {"command": ["data", "synthesise", "-o", "no/such/x.tfrecord", "--space", "nb101:vertices=3"], "code": 4,
     "errors": ["no/such"]},
    # ---- graph ----
    *({"command": ["graph", "info", "--relation", relation, "--cross-check"], "keys": keys}
      for relation, keys in GRAPHS.items()),
    {"command": ["graph", "info", "--fitness", "params", "--cross-check"], "keys": {"fitness": "params", "coverage": 1},
     "near": {"degree_mean": 21.6101, "expected_optima_of_random_fitness": 22528.82, "assortativity": .789311,
              "igraph_assortativity": .789311}},
    {"command": ["graph", "info", "--fitness", "params", "--relation", "adjacent", "--cross-check"],
     "near": {"degree_mean": 18.2657, "assortativity": .845225, "igraph_assortativity": .845225}},
    {"command": ["graph", "info", "--relation", "strict"], "near": {"degree_mean": 15.0942}},
    {"command": ["graph", "info", "--diameter"], "keys": {"diameter": 8}},
    {"command": ["graph", "info", "--diameter", "--relation", "strict"], "code": 3, "errors": ["component"]},
    {"command": ["graph", "export", "--fitness", "params"], "code": 2, "errors": ["graphml"]},
    {"command": ["analyse", "rwa", "--space", "nb101:vertices=5", "--format", "svg", "--style", "slide"],
     "matches": ["^<svg xmlns=", "<title>Autocorrelation of fitness along random walks</title>", "width=\"254.0mm\"",
                 "SURROGATE: fitted values, not measurements"]},
    {"command": ["analyse", "rwa", *SMALL, "--format", "gnuplot"],
     "matches": ["set output 'rwa-lags.svg'", "set output 'rwa-lags.pdf'", "data is that of rwa-lags.csv"]},
    {"command": ["analyse", "rwa", *SMALL, "--table", "summary", "--format", "svg"], "code": 2, "errors": ["not drawn"]},
    {"command": ["analyse", "rwa", *SMALL, "--style", "slide"], "code": 2, "errors": ["--format svg"]},
    {"command": ["analyse", "lon", "--space", "nb101:vertices=5", "--table", "edges", "--format", "gnuplot"], "code": 2,
     "errors": ["SVG only"]},
    {"command": ["search", "compare", "random", "evolution", "--space", "nb101:vertices=5", "--evaluations", "20", "--runs",
                 "3", "--table", "edges", "--format", "svg"], "matches": ["<title>Search trajectory network", "best points"]},
    {"command": ["space", "show", "id:1", "--space", "hamming:3^4", "--format", "svg"], "code": 2,
     "errors": ["only cells of nb101 and nb201 are drawn"]},
    {"command": ["space", "show", "0010/0000/0000/0000/c3,c3", "--format", "dot"], "code": 3, "errors": ["no path"]},
    {"command": ["graph", "distance", "id:0", BEST], "matches": ["^1,1,\"undo: remove edge [0-9]→[0-9], drops vertices 1, 2, 3, 4 and 5\"," + BEST]},
    {"command": ["graph", "distance", BEST, BEST], "matches": ["^0,0,none,"]},
    {"command": ["graph", "distance", "id:0", BEST, "--relation", "strict"], "matches": ["^,0,none leads there,"],
     "errors": ["no path by the relation strict leads there: --distance edit"]},
    {"command": ["graph", "distance", BEST, BEST, "--distance", "edit"], "matches": ["^0,0,none,"]},
    # Another 4 encodings: to those of the cell itself it is none, to input -> output one edge, which ends every path.
    {"command": ["graph", "distance", BEST, "published-best", "--distance", "encoding"],
     "matches": ["^0,0,none,,encoding,$"]},
    {"command": ["graph", "distance", "id:0", "published-best", "--distance", "encoding"],
     "matches": ["^1,0,\"begin with [01]{49}/input,.*,output", "^1,1,add edge [0-6]→[0-6],,encoding,$"]},
    {"command": ["graph", "distance", "0100/", "010001000/c3", "--distance", "encoding-raw"],
     "matches": ["^2,0,\"begin with ", "^2,1,(add|remove) edge ", "^2,2,(add|remove) edge .*,encoding-raw,$"]},
    {"command": ["graph", "distance", "id:0", "id:1", "--distance", "encoding", "--space", "nb101:vertices=8,edges=9"],
     "code": 2, "errors": ["8 vertices", "at most 7"]},
    {"command": ["graph", "distance", "id:0", "id:1", "--distance", "hamming"], "code": 2,
     "errors": ["the space nb101 has no distance \"hamming\", only hops, edit, encoding, encoding-raw, path"]},
    {"command": ["graph", "distance", "id:0", "id:1", "--distance", "miles"], "code": 2, "errors": ["encoding-raw"]},
    # Input -> output, and the same with an operation between: one sequence for another.
    {"command": ["graph", "distance", "0100/", "010001000/c3", "--distance", "path"],
     "output": "distance,step,change,point,measure,relation\n2,1,remove path input -> output,,path,\n"
               "2,2,add path input -> conv3x3 -> output,,path,\n"},
    {"command": ["graph", "distance", "0100/", BEST, "--relation", "naszilla"], "matches": ["^,0,none leads there,"]},
    {"command": ["graph", "distance", BEST, "0100/", "--relation", "naszilla"],
     "matches": ["^1,1,\"remove edge [0-9]→[0-9], drops vertices 1, 2, 3, 4 and 5\",043721b9c7fe8c5fad811d47d83132ec,hops,naszilla$"]},
    {"command": ["graph", "info", "--relation", "naszilla", "--fitness", "params", "--cross-check"],
     "keys": {"edges": 7653143, "degree_min": 0, "degree_max": 28, "sinks": 1, "in_degree_max": 52602, "components": 1,
              "in_hub_1": "043721b9c7fe8c5fad811d47d83132ec", "igraph_edges": 7653143, "directed": "yes",
              "weighted": "no"},
     "near": {"degree_mean": 18.07}},
    {"command": ["graph", "info", "--relation", "one-exchange", "--space", "nb101:vertices=5", "--fitness", "params",
                 "--cross-check"],
     "keys": {"directed": "yes", "weighted": "yes"}, "matches": ["^igraph_assortativity_without_weights,0"]},
    {"command": ["graph", "info", "--relation", "naszilla", "--diameter"], "code": 2, "errors": ["directed"]},
    {"command": ["analyse", "rwa", "--relation", "naszilla", *SMALL], "code": 2,
     "errors": ["rwa: the relation naszilla is directed"]},
    {"command": ["report", "paper", "--relation", "naszilla", "--out", "x"], "code": 2,
     "errors": ["pruned, adjacent or strict, not by naszilla"]},
    {"command": ["graph", "distance", "id:0"], "code": 2, "errors": ["A B"]},
    {"command": ["graph", "distance", "id:0", "id:x"], "code": 3},
    # ---- query ----
    {"command": ["query", "cell", BEST, "--fitness", "params"], "keys": {"params": 32426634, "origin": "computed"}},
    {"command": ["query", "cell", BEST], "keys": {"hash": BEST, "origin": "surrogate", "source": "builtin"}},
    {"command": ["query", "neighbours", BEST, "--fitness", "params"],
     "matches": [r"^043721b9c7fe8c5fad811d47d83132ec,\"remove edge 5→6, drops vertices 1, 2, 3, 4 and 5\",882570,-31544064,"]},
    {"command": ["query", "path", RESNET, "best", "--relation", "strict"], "code": 4,
     "errors": ["no path leads", "--relation pruned", "--distance edit"]},
    {"command": ["query", "path", BEST, RESNET, "--path", "improving"], "code": 4, "errors": ["no improving path"]},
    {"command": ["query", "path", BEST, "besst"], "code": 3, "errors": ["besst"]},
    {"command": ["query", "path", BEST], "code": 2, "errors": ["A B"]},
    {"command": ["query", "path", BEST, RESNET, "--path", "longest"], "code": 2, "errors": ["widest"]},
    {"command": ["query", "climb", RESNET, "--data", "DATA/nb101_sample_108.csv"], "code": 4,
     "errors": ["has no fitness test@108"]},
    {"command": ["query", "nearest-better", "best"], "code": 4, "errors": ["no evaluated point is better"]},
    {"command": ["query", "nearest-better", RESNET, "--beyond-noise"], "code": 4, "errors": ["no standard errors"]},
    {"command": ["query", "top", "--n", "1", "--fitness", "params"], "matches": [r"^1,[0-9a-f]{32},49979274,"]},
    # Numbers: what an option takes is told whatever is wrong with the value, and hexadecimal digits are none, as in CSV.
    *({"command": ["query", "top", "-n", number], "code": 2, "errors": ["--n takes a whole number of at least 1, not"]}
      for number in ("-3", "nan", "0", "0x10", "1e3", " 7", "99999999999999999999x")),
    *({"command": ["query", "top", "-n", number], "code": 2,
       "errors": ["--n takes a whole number from 1 to 4294967295, not"]}
      for number in ("4294967296", "99999999999", "99999999999999999999")),
    *({"command": ["query", "sample", "--seed", number], "code": 2,
       "errors": ["--seed takes a whole number from 0 to 18446744073709551615, not"]}
      for number in ("-1", "nan", "0x1", "18446744073709551616")),
    *({"command": ["query", "top", "--threads", number], "code": 2, "errors": ["whole number from 1 to 1024"]}
      for number in ("0", "x", "1025", "-1")),
    *({"command": ["query", "top", *SMALL, "--equal-within", number], "code": 2, "errors": ["from 0", "1q"]}
      for number in ("0x10", "nan", "inf", "-1", "+1", " 1", "1qq", "1e999")),
    *({"command": ["search", "run", "annealing", "--set", f"acceptance={number}", *FEW_CELLS], "code": 2,
       "errors": ["acceptance takes a decimal number from 1e-06 to 0.999999, not"]}
      for number in ("0x1p-2", "nan", "2", "+0.5")),
    {"command": ["analyse"], "code": 2, "errors": ["NAME; choose one of rwa, ", "profile"]},
    *({"command": ["analyse", "fdc", *SMALL, "--targets", targets], "code": code, "errors": ["--targets", says]}
      for targets, code, says in (("best", 2, "takes best:K, within:MARGIN or points"), ("Best:3", 2, 'not "Best:3"'),
                                  ("within", 2, 'not "within"'), ("nonsense", 3, "point 1: "), ("best:0", 2, "at least 1"),
                                  ("best:0x2", 2, "at least 1"), ("best:-1", 2, "at least 1"))),
    *({"command": ["analyse", "fdc", *SMALL, "--targets", f"within:{margin}"], "code": 2,
       "errors": ["standard errors like 2se"]} for margin in ("0x1", "+0.1", "+2se", "-+1")),
    {"command": ["query", "top", "-n", "+5"], "code": 2, "errors": ["--n takes a whole number", '"\\+5"']},
    {"command": ["query", "sample", "--seed", "+5"], "code": 2, "errors": ["--seed takes a whole number"]},
    {"command": ["query", "top", "-n", "2"], "matches": [",surrogate,builtin,"]},
    {"command": ["query", "top", "-n", "2", "--where", "depth <= 4 and width > 1", "--format", "table"],
     "matches": [r"coverage +depth +width$"]},
    {"command": ["query", "top", "--fitness", "valid@108"], "code": 4, "errors": ["valid@108", "--data"]},
    {"command": ["query", "top", "--fitness", "nonsense"], "code": 2, "errors": ["nonsense", "SPLIT@EPOCHS"]},
    {"command": ["query", "top", "--fitness", "test@4", "--data", "DATA/nb101_sample_108.csv"], "code": 4},
    {"command": ["query", "top", "--data", "there/is/none.csv"], "code": 4, "errors": ["there/is/none.csv"]},
    {"command": ["query", "top", "--data", "."], "code": 3, "errors": ["folder"]},
    {"command": ["query", "top", "--data", "builtin", "--data", "DATA/nb101_sample_108.csv"], "code": 2},
    {"command": ["query", "top", "--data", "DATA/nb101_raw_repeats.csv", "--data", "DATA/nb101_up_to_5_vertices.csv",
                 "--data", "DATA/nb101_sample_108.csv"], "matches": [",measured,"]},
    {"command": ["query", "cell", FIRST, "--data", "DATA/tfrecord/first_row.tfrecord"],
     "keys": {"test@4:run1": "0.3504607379436493", "origin": "measured"}},
    # ---- analyse ----
    {"command": ["analyse", "rwaa"], "code": 2, "errors": ['"rwa"']},
    {"command": ["analyse", "lst"], "code": 2, "errors": ['"list"']},
    {"command": ["analyse"], "code": 2, "errors": ["NAME"]},
    {"command": ["analyse", "rwa", "--targets", "best:2"], "code": 2, "errors": ["does not read --targets"]},
    {"command": ["analyse", "distribution", "--graph", "stored"], "code": 2, "errors": ["does not read --graph"]},
    {"command": ["analyse", "density", "--graph", "implicit"], "code": 2, "errors": ["does not read --graph"]},
    {"command": ["analyse", "fdc", "--table", "distance"], "code": 2, "errors": ["distances"]},
    {"command": ["analyse", "fdc", "--targets", "worst:2", *SMALL], "code": 3, "errors": ["worst:2"]},
    {"command": ["analyse", "all"], "code": 2, "errors": ["--out"]},
    {"command": ["analyse", "peaks", "--targets", "best:2"], "code": 2, "errors": ["does not read --targets"]},
    {"command": ["analyse", "readings", "--distance", "edit"], "code": 2, "errors": ["does not read --distance"]},
    {"command": ["analyse", "fdc", "--targets", "within:2es", *SMALL], "code": 2, "errors": ["\"2es\"", "2se"]},
    {"command": ["analyse", "fdc", "--targets", "within:2se", *SMALL], "code": 4, "errors": ["no standard error"]},
    {"command": ["analyse", "peaks", "--fitness", "params", "--space", "nb101:vertices=8,edges=7"], "code": 4,
     "errors": ["peaks: .*encodings"]},
    {"command": ["analyse", "readings", "--fitness", "params", "--space", "nb101:vertices=2"], "code": 4,
     "errors": ["1 of 1 points"]},
    # The published best cell has four encodings, and 3,091,474 lie within distance 6 of one.
    {"command": ["analyse", "readings", "--data", "DATA/nb101_sample_108.csv"],
     "matches": [r"^[0-9]+,encodings,raw,encoding-raw,test@108:mean,published-best,1,4,2\.87\d*e-08,34839760\.5,0\.01010\d*,"
                 r"127401984,0\.00606637\d*,-0\.31"]},
    {"command": ["analyse", "rwa", "--lags", "0"], "code": 2, "errors": ["--lags"]},
    {"command": ["analyse", "rwa", "--validity", "raw"], "code": 2, "errors": ["does not read --validity"]},
    {"command": ["analyse", "rwa", "--exact-lags", "3"], "code": 2, "errors": ["does not read --exact-lags"]},
    {"command": ["analyse", "encodingrwa", "--validity", "prunde"], "code": 2, "errors": ["one of pruned, raw"]},
    {"command": ["analyse", "encodingrwa", "--invalid", "leave"], "code": 2, "errors": ["stay, redraw"]},
    {"command": ["analyse", "encodingrwa", "--table", "summary", "--validity", "raw", "--invalid", "redraw", *SMALL],
     "matches": ["^walk_length,1000000,,,,raw,redraw,,"]},
    {"command": ["analyse", "opfrequency", "--top", "101"], "code": 2, "errors": ["--top"]},
    {"command": ["analyse", "opfrequency", "--top", "few"], "code": 2, "errors": ["few"]},
    # ---- other spaces ----
    {"command": ["space", "count", "--space", "nb201"],
     "keys": {"points": "15625", "positions": "6", "symbols": "5", "distinct": "6466"}},
    {"command": ["space", "count", "--space", "nb201:distinct"], "keys": {"points": "6466"}},
    {"command": ["space", "count", "--space", "hamming:3^8"], "keys": {"points": "6561"}},
    {"command": ["space", "show", "444243", "--space", "nb201", "--format", "csv"],
     "keys": {"architecture": NB201_BEST, "id": str(int("333132", 5)), "neighbours_substitution": "24"}},
    {"command": ["space", "show", NB201_BEST, "--space", "nb201", "--format", "csv"], "keys": {"point": "444243"}},
    {"command": ["space", "show", "444246", "--space", "nb201"], "code": 3, "errors": ["not a string of nb201"]},
    {"command": ["space", "list", "--space", "hamming:2^2"],
     "output": "id,point,symbol_0,symbol_1\n0,00,2,0\n1,01,1,1\n2,10,1,1\n3,11,0,2\n"},
    {"command": ["space", "encodings", "--space", "nb201"], "code": 2, "errors": ["no cells"]},
    {"command": ["space", "count", "--space", "hamming:3"], "code": 2, "errors": ["hamming:SYMBOLS\\^LENGTH"]},
    {"command": ["space", "count", "--space", "hamming:0^3"], "code": 2, "errors": ["hamming:SYMBOLS\\^LENGTH"]},
    {"command": ["space", "count", "--space", "hamming:3^21"], "code": 2, "errors": ["too large"]},
    {"command": ["space", "count", "--space", "hamming:36^3"], "keys": {"points": "46656", "symbols": "36"}},
    {"command": ["space", "count", "--space", "hamming:45^3"], "keys": {"points": "91125", "symbols": "45"}},
    {"command": ["space", "count", "--space", "protein^4"], "keys": {"points": "160000", "symbols": "20"}},
    {"command": ["space", "list", "--space", "hamming:8,16^2"],
     "output": "id,point,symbol_8,symbol_16\n0,8:8,2,0\n1,8:16,1,1\n2,16:8,1,1\n3,16:16,0,2\n"},
    {"command": ["space", "show", "DDDBDC", "--space", "nb201", "--format", "csv"], "keys": {"point": "444243"}},
    {"command": ["space", "show", "(4, 0, 3, 1, 4, 3)", "--space", "nb201:naslib", "--format", "csv"],
     "keys": {"point": "521353"}},
    # By the text that the official code makes of a string, counted in Python; the best cell's isomorphisms, Ying et al.
    {"command": ["query", "cell", "111411", "--space", "nb201"], "keys": {"same_network_count": 275}},
    {"command": ["query", "cell", "444243", "--space", "nb201"],
     "keys": {"same_network_count": 1, "same_network": "444243"}},
    {"command": ["query", "cell", "published-best"], "keys": {"same_network_count": 4}},
    {"command": ["query", "cell", "(4, 0, 3, 1, 4, 3)", "--space", "nb201"], "code": 3, "errors": ["nb201:naslib"]},
    {"command": ["space", "count", "--space", "nb201:same"], "code": 2, "errors": ["nb201:distinct"]},
    {"command": ["space", "count", "--space", "no-such-file.csv"], "code": 4, "errors": ["no-such-file.csv"]},
    {"command": ["space", "count", "--space", "./"], "code": 3, "errors": ["directory|folder"]},
    {"command": ["graph", "info", "--space", "nb201", "--cross-check"],
     "keys": {"vertices": "15625", "edges": "187500", "components": "1", "degree_min": "24", "degree_max": "24",
              "igraph_edges": "187500", "relation": "substitution"},
     "near": {"expected_optima_of_random_fitness": 625.0}},
    {"command": ["graph", "info", "--space", "nb201", "--relation", "pruned"], "code": 2,
     "errors": ["no relation \"pruned\", only substitution"]},
    {"command": ["graph", "info", "--space", "nb101:vertices=4", "--relation", "substitution"], "code": 2,
     "errors": ["no relation \"substitution\", only pruned, adjacent, strict"]},
    {"command": ["graph", "info", "--space", "hamming:3^4"],
     "keys": {"edges_replaced_symbol_0_symbol_2": 108, "edges_position_4": 81, "directed": "no"}},
    {"command": ["graph", "distance", "444243", "424244", "--space", "nb201", "--distance", "hamming"],
     "output": "distance,step,change,point,measure,relation\n"
               "2,1,replace nor_conv_3x3 on edge 0→2 by skip_connect,,hamming,\n"
               "2,2,replace nor_conv_1x1 on edge 2→3 by nor_conv_3x3,,hamming,\n"},
    {"command": ["graph", "distance", "444243", "424244", "--space", "nb201"],
     "matches": ["^2,1,replace nor_conv_3x3 on edge 0→2 by skip_connect,424243,hops,substitution$"]},
    # 0-2-3 becomes skip, 3x3; the last of 0-1-2-3 becomes 3x3.
    {"command": ["graph", "distance", "444243", "424244", "--space", "nb201", "--distance", "path"],
     "matches": ["^4,1,remove path input -> nor_conv_3x3 -> nor_conv_1x1 -> output,,path,$",
                 "^4,3,add path input -> skip_connect -> nor_conv_3x3 -> output,,path,$"]},
    {"command": ["graph", "distance", "444243", "424244", "--space", "nb201", "--distance", "edit"], "code": 2,
     "errors": ["no distance \"edit\", only hops, hamming, path"]},
    {"command": ["analyse", "fdc", "--space", "nb201", "--distance", "edit", *NB201], "code": 2,
     "errors": ["no distance \"edit\""]},
    {"command": ["analyse", "fdc", "--space", "nb201", "--distance", "hamming", *NB201],
     "matches": [r"^pearson,-0\.230575\d*,"]},
    {"command": ["analyse", "fdc", "--space", "nb201"], "code": 4, "errors": ["--data FILE"]},
    {"command": ["analyse", "fdc", "--space", "nb201", *NB201],
     "matches": [r"^pearson,-0\.230575\d*,", r"^spearman,-0\.416399\d*|^spearman,-0\.416400\d*"]},
    {"command": ["analyse", "rwa", "--lags", "10", "--space", "nb201", *NB201],
     "matches": [r"^%d,0\.(%s)" % (lag, value) for lag, value in enumerate(
         ["56224", "35296", "2358[78]", "1648[45]", "1189", "0878", "0660", "050[23]", "038[67]",
          "0299"], 1)]},
    {"command": ["analyse", "encodingrwa", "--space", "nb201", *NB201], "code": 2, "errors": ["no encodings"]},
    {"command": ["query", "top", "-n", "1", "--space", "nb201", *NB201], "matches": [r"^1,444243,91\.60666665,"]},
    # ---- the command line itself ----
    {"command": [], "code": 2, "errors": ["Usage: nasscape COMMAND", "nasscape help"]},
    {"command": ["spce"], "code": 2, "errors": ['did you mean "space"']},
    {"command": ["space"], "code": 2, "errors": ["subcommand"]},
    {"command": ["space", "cuont"], "code": 2, "errors": ['did you mean "space count"']},
    {"command": ["space", "co"], "code": 2},
    {"command": ["space", "--quiet", "count"], "code": 2, "errors": ["before its options"]},
    {"command": ["--quiet", "space", "count"], "code": 2, "errors": ["before its options"]},
    {"command": ["space", "show"], "code": 2, "errors": ["CELL"]},
    {"command": ["space", "show", "id:1", "id:2"], "code": 2, "errors": ['too many arguments: "id:2" is not expected']},
    {"command": ["space", "count", "1", "2", "3", "4"], "code": 2, "errors": ["too many"]},
    {"command": ["space", "count", "--fromat", "csv"], "code": 2,
     "errors": ["^nasscape space count: .*did you mean --format"]},
    {"command": ["space", "count", "--form", "csv"], "code": 2, "errors": ["did you mean --format"]},
    {"command": ["space", "count", "-x"], "code": 2, "errors": ['no option "-x"']},
    {"command": ["space", "count", "--lags", "3"], "code": 2, "errors": ["does not read --lags"]},
    {"command": ["space", "count", "--quote-text", "--format", "json"], "code": 2, "errors": ["--format csv only"]},
    {"command": ["space", "count", "--format", "xml"], "code": 2, "errors": ["csv, table, json"]},
    {"command": ["space", "count", "--format"], "code": 2, "errors": ["needs a value"]},
    {"command": ["space", "count", "--out", ""], "code": 2, "errors": ["empty"]},
    {"command": ["space", "count", "--quiet=yes"], "code": 2, "errors": ["takes no value"]},
    {"command": ["space", "count", "--threads", "0"], "code": 2, "errors": ["from 1 to"]},
    {"command": ["space", "count", "--threads", "two"], "code": 2, "errors": ["whole number"]},
    {"command": ["space", "count", "--threads", "-2"], "code": 2, "errors": ["whole number"]},
    {"command": ["query", "top", "--n", "1", "-n", "2"], "code": 2, "errors": ["twice"]},
    {"command": ["query", "top", "--n", "99999999999999999999"], "code": 2, "errors": ["from 1 to"]},
    {"command": ["graph", "info", "--relation", "loose"], "code": 2, "errors": ["pruned, adjacent, strict"]},
    {"command": ["space", "count", "--out", "no/such/folder/x.csv"], "code": 4, "errors": ["no/such/folder"]},
    {"command": ["space", "count", "--out", "."], "code": 3, "errors": ["folder"]},
    {"command": ["help", "spcae"], "code": 2, "errors": ['did you mean "space"']},
    {"command": ["help", "space", "shw"], "code": 2, "errors": ['did you mean "space show"']},
    {"command": ["help", "--format", "html"], "code": 2, "errors": ["text, man, bash"]},
    {"command": ["help", "analyse", "rwa", "--format", "man"], "code": 2},
    {"command": ["space", "--help"], "matches": ["space count", "space show CELL"]},
    {"command": ["space", "show", "--help"], "matches": ["^Usage: nasscape space show CELL", "--format"]},
    # ---- report, export ----
    {"command": ["report", "paper"], "code": 2, "errors": ["--out"]},
    {"command": ["report", "papr", "--out", "x"], "code": 2, "errors": ["paper"]},
    {"command": ["report", "list"], "matches": ["^name,meaning$", "^paper,", "^landscape,", "^search,", "^full,"]},
    {"command": ["report", "search", "--space", "hamming:2^3", "--fitness", "symbol_0", "--runs", "0", "--out", "x"],
     "code": 2, "errors": ["--runs", "from 1"]},
    {"command": ["report", "--out", "x"], "code": 2, "errors": ["report list", "--recipe"]},
    {"command": ["report", "paper", "landscape", "--out", "x"], "code": 2, "errors": ["one report"]},
    {"command": ["report", "paper", "--recipe", "a.recipe", "--out", "x"], "code": 2, "errors": ["--recipe FILE alone"]},
    {"command": ["report", "--recipe", "none.recipe", "--out", "x"], "code": 4, "errors": ["none.recipe"]},
    {"command": ["report", "paper", "--style", "fancy", "--out", "x"], "code": 2, "errors": ["one-column, two-columns"]},
    {"command": ["report", "paper", "--data", "none.csv", "--out", "x"], "code": 4, "errors": ["none.csv"]},
    {"command": ["export", "notebook"], "code": 2, "errors": ["NAME; choose one of overview, locality"]},
    {"command": ["export", "notebook", "locally", "--out", "x"], "code": 2, "errors": ["locality"]},
    {"command": ["export", "notebok", "locality", "--out", "x"], "code": 2, "errors": ["export notebook"]},
    # ---- search ----
    {"command": ["search", "run", "random", "--evaluations", "20", "--runs", "3", "--table", "final", *FEW_CELLS],
     "matches": ["^run,evaluations,time_s,point,selected_by,score,regret_valid,regret_test,", "^2,20,"]},
    {"command": ["search", "run", "random", "--evaluations", "20", "--runs", "3", *FEW_CELLS],
     "matches": ["^statistic,value,low,high", "^mean_error,", "^median_error,", "^mean_regret,"]},
    {"command": ["search", "list"], "matches": ["^algorithm,", "^random,", "^evolution,.*,population,100,"]},
    {"command": ["search", "run"], "code": 2, "errors": ["ALGORITHM; choose one of random, evolution"]},
    {"command": ["search", "run", "randm"], "code": 2, "errors": ["randm", "random, evolution"]},
    {"command": ["search", "run", "random", "--table", "finale"], "code": 2, "errors": ["finale", "summary, final"]},
    {"command": ["search", "run", "evolution", "--set", "population"], "code": 2, "errors": ["name=value"]},
    {"command": ["search", "run", "--set", "population=9", "tournament=2", "--evaluations", "20", "evolution", *FEW_CELLS],
     "matches": ['^mean_error,.*"population=9,tournament=2,']},
    {"command": ["search", "run", "evolution", "--set", "population="], "code": 2, "errors": ["name=value"]},
    {"command": ["search", "run", "evolution", "--set", "population=0"], "code": 2,
     "errors": ["evolution: population takes a whole number from 1"]},
    {"command": ["search", "run", "random", "--table", "targets", "--targets", "best,worst", *FEW_CELLS], "code": 2,
     "matches": ["^$"], "errors": ["worst"]},
    {"command": ["search", "run", "random", "--runs", "100000000", "--iohprofiler", "DATA/nb201_cifar10.csv",
                 *FEW_CELLS], "code": 3, "errors": ["cannot create the folder"]},
    {"command": ["search", "run", "evolution", "--set", "size=3"], "code": 2, "errors": ["size", "population"]},
    {"command": ["search", "run", "random", "--encoding", "D"], "code": 2, "errors": ["A, B, C, cells"]},
    {"command": ["search", "run", "random", "--evaluations", "0"], "code": 2, "errors": ["--evaluations"]},
    {"command": ["search", "run", "random", "--relation", "strict", *FEW_CELLS], "code": 2, "errors": ["--relation"]},
    {"command": ["search", "run", "random", "--space", "nb201", "--encoding", "B", *NB201], "code": 2,
     "errors": ["no encodings"]},
    {"command": ["search", "run", "hyperband", *FEW_CELLS], "code": 4, "errors": ["two budgets or more", "test@108:mean"]},
    {"command": ["search", "run", "random", "--data", "DATA/nb101_run1_test108.npy", "--order", "hash", "--time", "9"],
     "code": 4, "errors": ["training times", "nb101_run1_test108.npy"]},
    # All strings, each paid for once: the best by validation is not the best by test.
    {"command": ["search", "run", "random", "--space", "nb201", "--data", "DATA/nb201_cifar10.csv", "--unique",
                 "--evaluations", "15625", "--table", "final"], "matches": [r"^0,15625,[0-9.]*,444243,valid@200:mean,91\.09,0,0\.4333333"]},
    # ---- surrogate ----
    {"command": ["surrogate", "fit"], "code": 2, "errors": ["--data"]},
    {"command": ["surrogate", "fit", "--data", "DATA/nb101_sample_108.csv"], "code": 2, "errors": ["--out"]},
    {"command": ["surrogate", "fit", "--data", "builtin", "--out", "model.json"], "code": 2, "errors": ["surrogate"]},
    {"command": ["surrogate", "evaluate"], "code": 2, "errors": ["--data"]},
    {"command": ["surrogate", "evaluate", "--data", "DATA/nb101_sample_108.csv", "--fitness", "params"], "code": 2},
    {"command": ["surrogate", "evaluate", "--data", "DATA/nb101_sample_108.csv", "--model", "no.json"], "code": 4,
     "errors": ["no.json"]},
]
