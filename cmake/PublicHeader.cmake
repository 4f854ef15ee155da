# Writes a public header as it is installed: cmake -DHEADER=file -DOUTPUT=file -P PublicHeader.cmake
file(READ ${HEADER} text)
string(REGEX REPLACE "#include \"([^\"]+)\"" "#include <nasscape/\\1>" text "${text}")
file(WRITE ${OUTPUT} "${text}")
