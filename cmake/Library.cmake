# The library: libnasscape.so, libnasscape.a, <nasscape/nasscape.h> and nasscape.pc, made in the build's folder library/
# and installed from there. Both libraries are put together from the objects of the layers below reports and of the binding; the program
# links the layers themselves. tests/project/check_exports.py holds what the shared one exports against the headers.

set(library_folder ${PROJECT_BINARY_DIR}/library)
set(layers base space data graph analysis query binding)
set(objects $<TARGET_OBJECTS:nasscape_message>)
foreach(layer IN LISTS layers)
  list(APPEND objects $<TARGET_OBJECTS:nasscape_${layer}>)
endforeach()

add_library(nasscape_library SHARED ${objects})
target_link_libraries(nasscape_library PRIVATE nasscape_options PkgConfig::GSL nasscape_libcsv Threads::Threads
  PkgConfig::JANSSON PkgConfig::EXPAT PkgConfig::RHASH PkgConfig::PROTOBUF_C ZLIB::ZLIB ${CMAKE_DL_LIBS})
# A sanitizer's functions come with the program that loads the library.
if(NOT NASSCAPE_SANITIZER)
  target_link_options(nasscape_library PRIVATE -Wl,--no-undefined)
endif()
# Names of functions may change as long as the version begins with 0.
set_target_properties(nasscape_library PROPERTIES LINKER_LANGUAGE C VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR})
add_library(nasscape_archive STATIC ${objects})
set_target_properties(nasscape_archive PROPERTIES LINKER_LANGUAGE C)
set_target_properties(nasscape_library nasscape_archive PROPERTIES OUTPUT_NAME nasscape
  LIBRARY_OUTPUT_DIRECTORY ${library_folder} ARCHIVE_OUTPUT_DIRECTORY ${library_folder})
install(TARGETS nasscape_library nasscape_archive
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})

# The public headers; each has its declarations between NSC_PUBLIC_BEGIN and NSC_PUBLIC_END and includes no others.
set(public_headers
  base/public.h base/version.h base/status.h base/names.h base/control.h base/option.h base/table.h
  space/encodings.h space/space.h graph/rows.h graph/graph.h
  data/official/constants.h data/measurements/measurements.h data/order.h data/fitness.h
  analysis/landscape.h analysis/options.h analysis/analysis.h
  analysis/search/search.h analysis/search/results/search_tables.h binding/binding.h)
set(header_folder ${library_folder}/include/nasscape)
configure_file(${CMAKE_CURRENT_LIST_DIR}/nasscape.h.in ${header_folder}/nasscape.h @ONLY)
# In this tree a header is "layer/header.h"; installed it is <nasscape/layer/header.h>, and no more than the folder of all
# headers has to be searched.
set(installed_headers)
foreach(header IN LISTS public_headers)
  string(REGEX MATCH "^[^/]+" layer ${header})
  get_target_property(folder nasscape_${layer} SOURCE_DIR)
  string(REGEX REPLACE "^[^/]+" "${folder}" source ${header})
  add_custom_command(OUTPUT ${header_folder}/${header}
    COMMAND ${CMAKE_COMMAND} -DHEADER=${source} -DOUTPUT=${header_folder}/${header}
            -P ${CMAKE_CURRENT_LIST_DIR}/PublicHeader.cmake
    DEPENDS ${source} ${CMAKE_CURRENT_LIST_DIR}/PublicHeader.cmake
    COMMENT "Public header ${header}" VERBATIM)
  list(APPEND installed_headers ${header_folder}/${header})
endforeach()
add_custom_target(nasscape_headers ALL DEPENDS ${installed_headers})
install(DIRECTORY ${header_folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

# The folder to start from is told from where the file lies, so that a moved installation is still found.
file(RELATIVE_PATH prefix_from_pkgconfig ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${CMAKE_CURRENT_LIST_DIR}/nasscape.pc.in ${library_folder}/nasscape.pc @ONLY)
install(FILES ${library_folder}/nasscape.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
foreach(document LICENSE README.md CHANGES.md CITATION.cff)
  install(FILES ${PROJECT_SOURCE_DIR}/${document} DESTINATION ${CMAKE_INSTALL_DOCDIR})
endforeach()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/examples DESTINATION ${CMAKE_INSTALL_DOCDIR}
  FILES_MATCHING PATTERN "*.c" PATTERN "*.py" PATTERN "*.csv" PATTERN "*.recipe" PATTERN "*.ipynb" PATTERN "README.md")

# The Python module on the shared library, which it finds from its own place.
install(CODE "set(NASSCAPE_PYTHON_MODULE \"${PROJECT_SOURCE_DIR}/notebooks-export/python/nasscape.py\")")
install(SCRIPT ${CMAKE_CURRENT_LIST_DIR}/PythonModule.cmake)
