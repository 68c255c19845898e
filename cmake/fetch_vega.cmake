# Fetches, at the versions and with the checksums of package-lock.json, what the report page draws with.
file(MAKE_DIRECTORY ${TO})
file(COPY ${FROM}/package.json ${FROM}/package-lock.json ${FROM}/.npmrc DESTINATION ${TO})
execute_process(COMMAND ${NPM} ci --ignore-scripts --prefer-offline --loglevel=error WORKING_DIRECTORY ${TO}
                RESULT_VARIABLE status OUTPUT_VARIABLE told ERROR_VARIABLE told)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "npm could not fetch Vega-Lite, which the report page draws with:\n${told}\n"
    "It needs the network once for each build folder. Behind a proxy with a certificate of its own, set "
    "NODE_EXTRA_CA_CERTS to the file that holds it. Without a network: configure with -DKNOWHOW_VEGA=FOLDER, a folder with "
    "vega.min.js, vega-lite.min.js and vega-embed.min.js of the versions in output/report/package.json.")
endif()
# npm keeps the times of the archive, which may be older than what the files are made from.
file(GLOB scripts ${TO}/node_modules/vega/build/*.min.js ${TO}/node_modules/vega-lite/build/*.min.js
     ${TO}/node_modules/vega-embed/build/*.min.js)
file(TOUCH ${scripts})
