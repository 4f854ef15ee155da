# The Debian package, made by `cpack` in the build's folder (./bootstrap.sh package): what `cmake --install` installs, for
# the prefix /usr. Linked libraries become dependencies by dpkg-shlibdeps; those that are loaded late are named here, by
# the packages from which their files come.

find_program(DPKG_QUERY dpkg-query)
mark_as_advanced(DPKG_QUERY)
set(late_packages)
get_property(late_libraries GLOBAL PROPERTY nasscape_late_libraries)
foreach(file IN LISTS late_libraries)
  if(DPKG_QUERY)
    get_filename_component(real ${file} REALPATH)
    execute_process(COMMAND ${DPKG_QUERY} --search ${real} OUTPUT_VARIABLE owner ERROR_QUIET)
    # Packages of the merged /usr list some libraries under /lib.
    if(owner STREQUAL "")
      string(REGEX REPLACE "^/usr" "" real ${real})
      execute_process(COMMAND ${DPKG_QUERY} --search ${real} OUTPUT_VARIABLE owner ERROR_QUIET)
    endif()
    if(owner MATCHES "^([^:]+):")
      list(APPEND late_packages ${CMAKE_MATCH_1})
    endif()
  endif()
endforeach()
list(JOIN late_packages ", " late_packages)

set(CPACK_GENERATOR DEB)
# All but the module for MPI, which is a component of its own.
set(CPACK_INSTALL_CMAKE_PROJECTS "${PROJECT_BINARY_DIR};nasscape;Unspecified;/")
set(CPACK_PACKAGE_NAME nasscape)
set(CPACK_PACKAGE_CONTACT "The nasscape authors <nasscape@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "landscapes of tabular neural-architecture search spaces")
set(CPACK_PACKAGE_DESCRIPTION
"nasscape answers questions about the fitness landscape of a tabular
neural-architecture search space such as NAS-Bench-101: which architectures
exist, which are neighbours, how good each one is, and what that means for
search. It has analyses, simulated searches, reports with figures and a page
to explore, a C library, and a module for Python.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "${late_packages}")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gnuplot-nox | gnuplot, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "python3, python3-numpy, python3-pandas, python3-matplotlib, jupyter-notebook")
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/PackageDocuments.cmake)
include(CPack)
