# Run while installing: puts the Python module into the folders where interpreters look for it. lib/python3/dist-packages
# is the same for every version (PYTHONPATH names it where the prefix is none that an interpreter knows); beside it, each
# python3 of the PATH that looks into other folders below the prefix has a copy in the first of them.
cmake_policy(VERSION 3.25)
file(INSTALL ${NASSCAPE_PYTHON_MODULE} DESTINATION "${CMAKE_INSTALL_PREFIX}/lib/python3/dist-packages")
set(looked_at "import site, sys; print(*[f for f in site.getsitepackages() if f.startswith(sys.argv[1] + '/lib')], sep=';')")
string(REPLACE ":" ";" program_folders "$ENV{PATH}")
foreach(program_folder IN LISTS program_folders)
  if(EXISTS "${program_folder}/python3")
    execute_process(COMMAND "${program_folder}/python3" -c "${looked_at}" "${CMAKE_INSTALL_PREFIX}"
      OUTPUT_VARIABLE folders OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(folders AND NOT "${CMAKE_INSTALL_PREFIX}/lib/python3/dist-packages" IN_LIST folders)
      list(GET folders 0 folder)
      file(INSTALL ${NASSCAPE_PYTHON_MODULE} DESTINATION "${folder}")
    endif()
  endif()
endforeach()
