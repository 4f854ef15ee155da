# Writes the files of a page as one C file: the table of nsc_embedded_file (base/embedded_file.h) that a header declares.
# cmake -DFOLDER=… -DOUTPUT=… -DHEADER=explore/page_files.h -DTABLE=nsc_page_file -DFILES="index.html;page.js"
#       -P EmbedPage.cmake
# TABLE names the arrays: nsc_page_files and nsc_page_file_count.

set(types
  html=text/html css=text/css js=text/javascript txt=text/plain json=application/json svg=image/svg+xml png=image/png)
set(arrays "")
set(rows "")
set(number 0)
foreach(file IN LISTS FILES)
  string(REGEX MATCH "[^.]+$" extension ${file})
  set(type "")
  foreach(pair IN LISTS types)
    if(pair MATCHES "^${extension}=(.+)$")
      set(type ${CMAKE_MATCH_1})
    endif()
  endforeach()
  if(type STREQUAL "")
    message(FATAL_ERROR "${FOLDER}/${file}: no content type is known for .${extension} (cmake/EmbedPage.cmake)")
  endif()
  if(type MATCHES "^text/")
    string(APPEND type "; charset=utf-8")
  endif()
  file(READ ${FOLDER}/${file} bytes HEX)
  file(SHA256 ${FOLDER}/${file} sum)
  file(SIZE ${FOLDER}/${file} size)
  string(SUBSTRING ${sum} 0 32 sum)
  string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "static const unsigned char file_${number}[] = {\n${bytes}0};\n\n")
  string(APPEND rows "    {\"${file}\", \"${type}\", \"\\\"${sum}\\\"\", file_${number}, ${size}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "/* Made by the build from the files of the page. */\n#include \"${HEADER}\"\n\n${arrays}"
  "const nsc_embedded_file ${TABLE}s[] = {\n${rows}};\nconst size_t ${TABLE}_count = ${number};\n")
