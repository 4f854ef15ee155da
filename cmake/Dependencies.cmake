find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(GSL REQUIRED IMPORTED_TARGET gsl)
pkg_check_modules(IGRAPH REQUIRED IMPORTED_TARGET igraph)
pkg_check_modules(OPENBLAS REQUIRED IMPORTED_TARGET openblas)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(RHASH REQUIRED IMPORTED_TARGET librhash)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)

# GSL without the cblas that it brings: OpenBLAS stands in for it.
add_library(nasscape_gsl INTERFACE)
target_include_directories(nasscape_gsl SYSTEM INTERFACE ${GSL_INCLUDE_DIRS})
target_link_libraries(nasscape_gsl INTERFACE gsl PkgConfig::OPENBLAS m)

find_path(LIBCSV_INCLUDE_FOLDER csv.h REQUIRED)
find_library(LIBCSV_LIBRARY csv REQUIRED)
add_library(nasscape_libcsv INTERFACE)
target_include_directories(nasscape_libcsv SYSTEM INTERFACE ${LIBCSV_INCLUDE_FOLDER})
target_link_libraries(nasscape_libcsv INTERFACE ${LIBCSV_LIBRARY})
