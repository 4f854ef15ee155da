# A layer is a static library whose headers are reached as "layer/header.h", and only by those who link it: each layer has
# an include folder of its own holding one link to its sources, so that including a later layer's header fails to build.

add_library(nasscape_options INTERFACE)
# No product is added unrounded where a processor could, so that all of them find the same numbers. Fields that an
# initializer leaves out are 0 by the language.
target_compile_options(nasscape_options INTERFACE -ffp-contract=off
  -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wno-missing-field-initializers
  $<$<BOOL:${NASSCAPE_WARNINGS_AS_ERRORS}>:-Werror>)
target_compile_definitions(nasscape_options INTERFACE _GNU_SOURCE NASSCAPE_VERSION="${PROJECT_VERSION}")
if(NASSCAPE_SANITIZER)
  target_compile_options(nasscape_options INTERFACE -fsanitize=${NASSCAPE_SANITIZER} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(nasscape_options INTERFACE -fsanitize=${NASSCAPE_SANITIZER})
endif()
# With clang's address sanitizer, libFuzzer follows which branches its inputs take (tests/fuzz).
if(NASSCAPE_SANITIZER MATCHES "address" AND CMAKE_C_COMPILER_ID STREQUAL "Clang")
  set(NASSCAPE_LIBFUZZER ON)
  # Without the values of comparisons, which fuzzer-no-link follows too: a parser's test took 65 % longer with them.
  target_compile_options(nasscape_options INTERFACE -fsanitize-coverage=inline-8bit-counters,pc-table)
endif()
if(NASSCAPE_COVERAGE)
  target_compile_options(nasscape_options INTERFACE --coverage)
  target_link_options(nasscape_options INTERFACE --coverage)
endif()

# nasscape_layer(NAME FOLDER SOURCES … LINKS … PRIVATE_LINKS …): NAME is also the prefix of its includes.
function(nasscape_layer name)
  cmake_parse_arguments(LAYER "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  set(include_folder ${PROJECT_BINARY_DIR}/layers/${name})
  file(MAKE_DIRECTORY ${include_folder})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${include_folder}/${name} SYMBOLIC)
  add_library(nasscape_${name} STATIC ${LAYER_SOURCES})
  target_include_directories(nasscape_${name} PUBLIC $<BUILD_INTERFACE:${include_folder}>)
  target_link_libraries(nasscape_${name} PUBLIC ${LAYER_LINKS} PRIVATE nasscape_options ${LAYER_PRIVATE_LINKS})
endfunction()
