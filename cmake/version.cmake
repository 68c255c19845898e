# The commit is looked up at each build, so that a results file names the code that made it.
add_custom_target(knowhow_version
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_SOURCE_DIR} -DOUT=${CMAKE_BINARY_DIR}/generated/knowhow_version.h
          -DVERSION=${PROJECT_VERSION} -DBUILD=$<CONFIG> "-DCOMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}"
          -P ${CMAKE_SOURCE_DIR}/cmake/write_version.cmake
  BYPRODUCTS ${CMAKE_BINARY_DIR}/generated/knowhow_version.h VERBATIM)
add_dependencies(knowhow_app knowhow_version)
target_include_directories(knowhow_app PUBLIC ${CMAKE_BINARY_DIR}/generated)
