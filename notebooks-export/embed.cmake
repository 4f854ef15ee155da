# cmake -DINPUTS="NAME=FILE;…" -DOUTPUT=FILE.c -P embed.cmake
# Writes each file as a constant text nsc_notebook_NAME, byte by byte, so that any content goes.
set(source "/* Made by embed.cmake. */\n#include \"notebooks-export/notebooks_internal.h\"\n")
foreach(input IN LISTS INPUTS)
  string(REGEX MATCH "^([^=]+)=(.+)$" matched "${input}")
  set(name ${CMAKE_MATCH_1})
  file(READ ${CMAKE_MATCH_2} bytes HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  string(APPEND source "\nconst char nsc_notebook_${name}[] = {\n${bytes}'\\0'};\n")
endforeach()
file(WRITE ${OUTPUT} "${source}")
