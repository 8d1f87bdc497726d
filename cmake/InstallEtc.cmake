# Runs at install time, see etc/CMakeLists.txt: the service units with the paths of this prefix, and
# the configuration file where there is none yet.
# In: CMAKE_INSTALL_PREFIX, GATE64_ETC_SOURCE, GATE64_ETC_BINARY, GATE64_SBIN, GATE64_DOC.

# The daemon reads /etc/gate64/gate64.toml unless told otherwise, so the two usual prefixes share
# /etc; any other prefix keeps its own.
if(CMAKE_INSTALL_PREFIX MATCHES "^/(usr(/local)?/?)?$")
    set(GATE64_CONFIG_DIR "/etc/gate64")
else()
    set(GATE64_CONFIG_DIR "${CMAKE_INSTALL_PREFIX}/etc/gate64")
endif()

foreach(unit dns64d gate64-nat64 gate64-nat64-metrics)
    configure_file("${GATE64_ETC_SOURCE}/systemd/${unit}.service.in"
                   "${GATE64_ETC_BINARY}/${unit}.service" @ONLY)
    # systemd looks into lib, never into the multi-architecture folder below it.
    file(INSTALL DESTINATION "${CMAKE_INSTALL_PREFIX}/lib/systemd/system" TYPE FILE
         FILES "${GATE64_ETC_BINARY}/${unit}.service")
endforeach()

# An operator's file is never overwritten; the pristine one is always among the documents.
set(GATE64_WANTED "$ENV{DESTDIR}${GATE64_CONFIG_DIR}/gate64.toml")
if(EXISTS "${GATE64_WANTED}")
    message(STATUS "Kept: ${GATE64_WANTED}")
elseif(EXISTS "${GATE64_ETC_SOURCE}/gate64.toml")
    file(INSTALL DESTINATION "${GATE64_CONFIG_DIR}" TYPE FILE
         FILES "${GATE64_ETC_SOURCE}/gate64.toml")
endif()
