# SPDX-License-Identifier: Apache-2.0
# ts_font_atlas(OUT): renders the screen's fonts when the firmware is built; OUT is set to the C file to compile, OUT_PLAIN
# to one that has the same pictures uncoded, for tests. The atlas holds
# the characters of GS1 and of Western names, and of the catalogue those of the languages that the build speaks.
# The generator runs on the building machine and is compiled for it, also where the firmware is cross-compiled.
set(TS_ATLAS_DIR ${CMAKE_CURRENT_LIST_DIR})

function(ts_font_atlas out)
  find_program(TS_HOST_CC NAMES cc gcc clang NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  find_program(TS_HOST_PKG_CONFIG NAMES pkg-config NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  execute_process(COMMAND ${TS_HOST_PKG_CONFIG} --cflags --libs freetype2 OUTPUT_VARIABLE freetype
                  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(freetype UNIX_COMMAND "${freetype}")
  foreach(font InterDisplay-Bold Inter-Regular Inter-Medium Inter-SemiBold)
    find_file(TS_FONT_${font} ${font}.otf PATHS /usr/share/fonts/opentype/inter NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  endforeach()
  find_file(TS_FONT_MONO JetBrainsMono-SemiBold.ttf PATHS /usr/share/fonts/truetype/jetbrains-mono
            NO_CMAKE_FIND_ROOT_PATH REQUIRED)

  # Chinese: one weight is enough, and what is to be bold is made bolder by so many 1/64 pixels.
  find_file(TS_FONT_ZH wqy-microhei.ttc PATHS /usr/share/fonts/truetype/wqy NO_CMAKE_FIND_ROOT_PATH REQUIRED)

  # Printable ASCII and Latin-1 without its controls and the soft hyphen; dashes, quotes, bullet, ellipsis.
  set(latin 20-7E,A0-AC,AE-FF,2013-2014,2018-2019,201C-201D,2022,2026)
  set(capitals 20,2D,41-5A)
  set(ascii 20-7E,2026)
  set(chinese ${TS_FONT_ZH})
  set(faces # in the order of enum ts_face
      ${TS_FONT_InterDisplay-Bold}:36:${capitals}:verdicts:${chinese}:96
      ${TS_FONT_Inter-SemiBold}:18:${latin}:catalogue:${chinese}:24
      ${TS_FONT_Inter-Regular}:14:${latin}:catalogue:${chinese}:0
      ${TS_FONT_Inter-SemiBold}:14:${latin}:catalogue:${chinese}:0
      ${TS_FONT_Inter-Medium}:12:${latin}:catalogue:${chinese}:0
      ${TS_FONT_MONO}:15:${ascii}
      ${TS_FONT_InterDisplay-Bold}:28:${capitals}:verdicts:${chinese}:72
      ${TS_FONT_MONO}:22:${ascii})

  set(gen ${TS_ATLAS_DIR}/../../host-tools/gen)
  set(sources ${gen}/font_atlas.c ${gen}/coverage_code.c)
  set(tool ${CMAKE_CURRENT_BINARY_DIR}/font_atlas)
  set(atlas ${CMAKE_CURRENT_BINARY_DIR}/font_atlas.c)
  set(plain ${CMAKE_CURRENT_BINARY_DIR}/font_plain.c)
  add_custom_command(
    OUTPUT ${atlas} ${plain}
    COMMAND ${TS_HOST_CC} -std=c11 -O1 -I${TS_ATLAS_DIR}/.. -o ${tool} ${sources} ${TS_CATALOGUE} ${freetype} -lm
    COMMAND ${tool} ${atlas} ${plain} ${faces}
    DEPENDS ${sources} ${gen}/coverage_code.h ${TS_ATLAS_DIR}/coverage.h ${TS_ATLAS_DIR}/atlas.cmake ${TS_CATALOGUE} ${TS_ATLAS_DIR}/catalogue.def
    COMMENT "Rendering the screen's fonts"
    VERBATIM)
  set(${out} ${atlas} PARENT_SCOPE)
  set(${out}_PLAIN ${plain} PARENT_SCOPE)
endfunction()
