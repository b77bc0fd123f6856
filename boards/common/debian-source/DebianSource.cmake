# SPDX-License-Identifier: Apache-2.0

# ts_debian_source(VARIABLE NAME): sets VARIABLE to the unpacked tree of the pinned Debian source package
# NAME. All pinned packages are fetched at once, at configure time, unless they are in the cache already.
function(ts_debian_source variable name)
  set(here ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${here}/sources.txt ${here}/fetch)
  execute_process(COMMAND ${here}/fetch OUTPUT_VARIABLE trees RESULT_VARIABLE failed)
  if(failed OR NOT "\n${trees}" MATCHES "\n${name} ([^\n]+)\n")
    message(FATAL_ERROR "The Debian source package ${name} could not be fetched; the reason stands above.")
  endif()
  set(${variable} ${CMAKE_MATCH_1} PARENT_SCOPE)
endfunction()
