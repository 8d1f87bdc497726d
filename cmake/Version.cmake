# Target gate64_version: the definition behind shared/base/version.h.

set(GATE64_VERSION_SOURCE "${CMAKE_BINARY_DIR}/generated/version.cc")
add_custom_target(gate64_version_stamp
    COMMAND "${CMAKE_COMMAND}"
            "-DSOURCE_DIR=${PROJECT_SOURCE_DIR}"
            "-DTEMPLATE=${PROJECT_SOURCE_DIR}/cmake/version.cc.in"
            "-DOUTPUT=${GATE64_VERSION_SOURCE}"
            "-DVERSION=${PROJECT_VERSION}"
            "-DCOMPILER=${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}"
            "-DBUILD=${CMAKE_BUILD_TYPE} ${GATE64_SANITIZE}"
            -P "${PROJECT_SOURCE_DIR}/cmake/StampVersion.cmake"
    BYPRODUCTS "${GATE64_VERSION_SOURCE}"
    COMMENT "" VERBATIM)
add_library(gate64_version STATIC "${GATE64_VERSION_SOURCE}")
add_dependencies(gate64_version gate64_version_stamp)
