# SPDX-License-Identifier: Apache-2.0
set(TS_FLASH_SOURCES
  ${CMAKE_CURRENT_LIST_DIR}/flash_area.c
  ${CMAKE_CURRENT_LIST_DIR}/flash_form.c
  ${CMAKE_CURRENT_LIST_DIR}/flash_open.c
  ${CMAKE_CURRENT_LIST_DIR}/store_flash.c)
