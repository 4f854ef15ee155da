# What `cmake --install` puts in place beside the program, its index, manual pages and completion (src/cli, src/space):
# a static library and the public headers of each layer below the command line, and nasscape.pc, by which pkg-config
# finds both. Headers are included as in this tree: "analysis/analysis.h".

set(layers notebooks-export reports analysis graph data space base) # users first, as a static link wants them
foreach(layer IN LISTS layers)
  get_target_property(folder nasscape_${layer} SOURCE_DIR)
  install(TARGETS nasscape_${layer} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(DIRECTORY ${folder}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/nasscape/${layer}
    FILES_MATCHING PATTERN "*.h" REGEX "(_internal|md5_lanes.*|surrogate_features)\\.h$" EXCLUDE)
endforeach()

list(TRANSFORM layers PREPEND "-lnasscape_" OUTPUT_VARIABLE layer_libraries)
list(JOIN layer_libraries " " layer_libraries)
# The folder to start from is told from where the file lies, so that a moved installation is still found.
file(RELATIVE_PATH prefix_from_pkgconfig ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(${CMAKE_CURRENT_LIST_DIR}/nasscape.pc.in ${PROJECT_BINARY_DIR}/nasscape.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/nasscape.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
