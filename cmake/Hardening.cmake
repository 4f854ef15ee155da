# Protections that the compiler and the linker add to what is installed; the test `install` reads them from the program
# and both libraries (tests/project/check_hardening.sh). Sanitizers and coverage bring instruments of their own, and an
# unoptimised build has no FORTIFY, so that these builds go without.
set(NASSCAPE_HARDENED OFF)
if(NOT NASSCAPE_SANITIZER AND NOT NASSCAPE_COVERAGE AND NOT CMAKE_BUILD_TYPE STREQUAL Debug)
  set(NASSCAPE_HARDENED ON)
endif()

include(CheckCCompilerFlag)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C) # executables are linked so that they can lie at any address

# The flags that this compiler and processor have; nasscape_options and generated code link this target.
add_library(nasscape_hardening INTERFACE)
if(NASSCAPE_HARDENED)
  # Some distributions' compilers define a lower level by themselves. In this order: as a definition, it would come first.
  target_compile_options(nasscape_hardening INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  foreach(flag stack-protector-strong stack-clash-protection cf-protection)
    string(MAKE_C_IDENTIFIER "NASSCAPE_HAS_${flag}" known)
    check_c_compiler_flag(-f${flag} ${known})
    if(${known})
      target_compile_options(nasscape_hardening INTERFACE -f${flag})
    endif()
  endforeach()
  target_link_options(nasscape_hardening INTERFACE -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()
target_link_libraries(nasscape_options INTERFACE nasscape_hardening)
