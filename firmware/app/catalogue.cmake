# SPDX-License-Identifier: Apache-2.0
# ts_catalogue(OUT): writes the C file that holds the texts of catalogue.def in the languages of TS_LANGUAGES; OUT is set
# to it. A board with little flash leaves languages out: -DTS_LANGUAGES="en;fr". Their columns are checked all the same.
set(TS_LANGUAGES en fr de it es zh CACHE STRING "Languages that the device speaks, en among them")
set(TS_CATALOGUE_DIR ${CMAKE_CURRENT_LIST_DIR})

function(ts_catalogue out)
  set(known en fr de it es zh)
  if(NOT en IN_LIST TS_LANGUAGES)
    message(FATAL_ERROR "TS_LANGUAGES must name en")
  endif()
  set(source "/* Made by firmware/app/catalogue.cmake. */\n#include \"app/catalogue.h\"\n")
  set(table "")
  foreach(language ${TS_LANGUAGES})
    if(NOT language IN_LIST known)
      message(FATAL_ERROR "TS_LANGUAGES: there are no texts in ${language}")
    endif()
    string(TOUPPER ${language} name)
    string(APPEND source "\n#define SAY(key, en, fr, de, it, es, zh) ${language},\n"
                         "static const char *const texts_${language}[TS_PHRASE_COUNT] = {\n  \"\",\n"
                         "#include \"app/catalogue.def\"\n};\n#undef SAY\n")
    string(APPEND table "  [TS_LANGUAGE_${name}] = texts_${language},\n")
  endforeach()
  string(APPEND source "\nconst char *const *const ts_catalogue[TS_LANGUAGE_COUNT] = {\n${table}};\n")
  set(file ${CMAKE_BINARY_DIR}/ts_catalogue.c)
  file(CONFIGURE OUTPUT ${file} CONTENT "${source}" @ONLY)
  set(${out} ${file} PARENT_SCOPE)
endfunction()
