# What the report page is made of lies inside the program: templates and charts from output/report, and Vega-Lite, which
# npm fetches at the versions of output/report/package-lock.json. No code of others is in the repository.
set(report ${CMAKE_SOURCE_DIR}/output/report)
set(KNOWHOW_VEGA "" CACHE PATH
    "Folder with vega.min.js, vega-lite.min.js and vega-embed.min.js, to build without npm or a network")
set(vega_names vega.min.js vega-lite.min.js vega-embed.min.js)
if(KNOWHOW_VEGA)
  list(TRANSFORM vega_names PREPEND ${KNOWHOW_VEGA}/ OUTPUT_VARIABLE vega)
  foreach(script ${vega})
    if(NOT EXISTS ${script})
      message(FATAL_ERROR "KNOWHOW_VEGA: there is no ${script}; the folder needs vega.min.js, vega-lite.min.js and vega-embed.min.js "
                          "of the versions in output/report/package.json")
    endif()
  endforeach()
else()
  find_program(KNOWHOW_NPM npm)
  if(NOT KNOWHOW_NPM)
    message(FATAL_ERROR "npm is missing; it fetches what the report page draws with. On Debian: scripts/packages build "
                        "(or: apt-get install nodejs npm). Without a network: -DKNOWHOW_VEGA=FOLDER with vega.min.js, vega-lite.min.js "
                        "and vega-embed.min.js of the versions in output/report/package.json")
  endif()
  set(vega "")
  foreach(library vega vega-lite vega-embed)
    list(APPEND vega ${CMAKE_BINARY_DIR}/vega/node_modules/${library}/build/${library}.min.js)
  endforeach()
  add_custom_command(OUTPUT ${vega}
    COMMAND ${CMAKE_COMMAND} -DNPM=${KNOWHOW_NPM} -DFROM=${report} -DTO=${CMAKE_BINARY_DIR}/vega
            "-DWHAT=Vega-Lite, which the report page draws with"
            "-DCURE=Without a network, configure with -DKNOWHOW_VEGA=FOLDER: a folder with vega.min.js, vega-lite.min.js and vega-embed.min.js of the versions in output/report/package.json."
            -P ${CMAKE_SOURCE_DIR}/cmake/fetch_node.cmake
    DEPENDS ${report}/package.json ${report}/package-lock.json ${report}/.npmrc ${CMAKE_SOURCE_DIR}/cmake/fetch_node.cmake
    COMMENT "Fetching Vega-Lite, which the report page draws with" VERBATIM)
endif()

file(GLOB own CONFIGURE_DEPENDS ${report}/page.html ${report}/style.css ${report}/*.js ${report}/charts/*.json)
set(assets ${own} ${vega})
set(blocks "")
set(rows "")
set(number 0)
foreach(asset ${assets})
  get_filename_component(name ${asset} NAME)
  # The assembler reads the file: a string literal of half a megabyte would take the compiler longer than all the rest.
  string(APPEND blocks "asm(R\"(\n.section .rodata\nknowhow_asset_${number}: .incbin \"${asset}\"\nknowhow_asset_${number}_end:\n.previous\n)\");\n"
                       "extern \"C\" const char knowhow_asset_${number}[], knowhow_asset_${number}_end[];\n")
  string(APPEND rows "      {\"${name}\", {knowhow_asset_${number}, knowhow_asset_${number}_end}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/report_assets.cpp @ONLY CONTENT [[// Made by cmake/report.cmake.
#include "output/report_assets.h"

#include <map>
#include <stdexcept>

@blocks@
namespace knowhow::output {

std::string_view report_asset(std::string_view name) {
  static const std::map<std::string_view, std::pair<const char*, const char*>> assets{
@rows@  };
  const auto found = assets.find(name);
  if (found == assets.end()) throw std::logic_error("the report has no asset '" + std::string(name) + "'");
  return {found->second.first, static_cast<std::size_t>(found->second.second - found->second.first)};
}

}  // namespace knowhow::output
]])
target_sources(knowhow_output PRIVATE ${CMAKE_BINARY_DIR}/generated/report_assets.cpp)
set_source_files_properties(${CMAKE_BINARY_DIR}/generated/report_assets.cpp PROPERTIES
                            OBJECT_DEPENDS "${assets}" SKIP_UNITY_BUILD_INCLUSION ON)
