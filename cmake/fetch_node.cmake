# Runs `npm ci` in the folder TO with the package.json, package-lock.json and .npmrc of the folder FROM: the versions and
# checksums that are named there, or nothing. WHAT says what it is for, CURE what to do where there is no network.
file(MAKE_DIRECTORY ${TO})
file(COPY ${FROM}/package.json ${FROM}/package-lock.json ${FROM}/.npmrc DESTINATION ${TO})
execute_process(COMMAND ${NPM} ci --ignore-scripts --prefer-offline --loglevel=error WORKING_DIRECTORY ${TO}
                RESULT_VARIABLE status OUTPUT_VARIABLE told ERROR_VARIABLE told)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "npm could not fetch ${WHAT}:\n${told}\n"
    "It needs the network once for each build folder. Behind a proxy with a certificate of its own, set "
    "NODE_EXTRA_CA_CERTS to the file that holds it. ${CURE}")
endif()
# npm keeps the times of the archive, which may be older than what the files are made from.
file(GLOB_RECURSE scripts ${TO}/node_modules/*.min.js)
file(TOUCH ${scripts} ${TO}/fetched)
