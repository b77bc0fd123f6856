# SPDX-License-Identifier: Apache-2.0
# Debian's cross-compiler, a root of arm64 packages that boards/linux/sysroot makes, and QEMU to run what is compiled.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)

# Made, or found, each time that this is configured; what CMake tries out on the way takes the same.
if(NOT TS_SYSROOT)
  execute_process(COMMAND ${CMAKE_CURRENT_LIST_DIR}/sysroot OUTPUT_VARIABLE TS_SYSROOT OUTPUT_STRIP_TRAILING_WHITESPACE
                  RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "There is no root of arm64 packages; the reason stands above.")
  endif()
  if(DEFINED TS_SYSROOT_IN_USE AND NOT TS_SYSROOT_IN_USE STREQUAL TS_SYSROOT)
    message(FATAL_ERROR "The list of arm64 packages has changed: configure with --fresh.")
  endif()
  set(TS_SYSROOT_IN_USE ${TS_SYSROOT} CACHE INTERNAL "The root of arm64 packages that was found in")
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES TS_SYSROOT)

set(CMAKE_SYSROOT ${TS_SYSROOT})
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${TS_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR} ${TS_SYSROOT}/usr/lib/aarch64-linux-gnu/pkgconfig:${TS_SYSROOT}/usr/share/pkgconfig)

set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64-static -L ${TS_SYSROOT})
set(TS_TEST_PREFIX arm64.)

# The package: its architecture, and where dpkg-shlibdeps finds the libraries and which packages they are of.
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${TS_SYSROOT}/usr/lib/aarch64-linux-gnu)
