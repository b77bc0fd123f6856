# SPDX-License-Identifier: Apache-2.0
# The checks of a board's ports; they include "port/check.h" from tests/ and nothing but firmware/ and C's own headers.
foreach(port camera clock display identity input reader store store_power)
  list(APPEND TS_PORT_CHECK_SOURCES ${CMAKE_CURRENT_LIST_DIR}/check_${port}.c)
endforeach()
