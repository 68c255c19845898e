execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12 OUTPUT_VARIABLE commit
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT commit)
  set(commit "unknown")
endif()
file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[#pragma once
#define KNOWHOW_VERSION "@VERSION@"
#define KNOWHOW_COMMIT "@commit@"
#define KNOWHOW_COMPILER "@COMPILER@"
#define KNOWHOW_BUILD "@BUILD@"
]])
