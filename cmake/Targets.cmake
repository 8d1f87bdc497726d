# The few shapes a target of this project has. Sources are every .cc of the folder, so adding a
# file needs no build change.

# gate64_library(NAME [DEPS ...]): the library of the current folder, target gate64_NAME.
function(gate64_library name)
    cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS "*.cc")
    if(sources)
        add_library(gate64_${name} STATIC ${sources})
        target_link_libraries(gate64_${name} PUBLIC ${ARG_DEPS})
    else()
        add_library(gate64_${name} INTERFACE)
        target_link_libraries(gate64_${name} INTERFACE ${ARG_DEPS})
    endif()
endfunction()

# gate64_unit_test(NAME [DEPS ...]): one GoogleTest program, unit_NAME, from the *_test.cc of
# tests/unit/NAME. Half of what a test costs to compile is GoogleTest's headers, so these are
# compiled once, with the first test program.
function(gate64_unit_test name)
    cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc")
    if(NOT sources)
        return()
    endif()
    string(REPLACE "/" "_" target "unit_${name}")
    add_executable(${target} ${sources})
    target_link_libraries(${target} PRIVATE ${ARG_DEPS} GTest::gtest GTest::gmock GTest::gtest_main)
    get_property(first GLOBAL PROPERTY GATE64_FIRST_UNIT_TEST)
    if(first)
        target_precompile_headers(${target} REUSE_FROM ${first})
    else()
        set_property(GLOBAL PROPERTY GATE64_FIRST_UNIT_TEST ${target})
        target_precompile_headers(${target} PRIVATE <gmock/gmock.h> <gtest/gtest.h> <algorithm>
                                  <optional> <string> <vector>)
    endif()
    if(GATE64_SANITIZE)
        target_compile_options(${target} PRIVATE -O0)
    endif()
    add_test(NAME ${target} COMMAND ${target})
    set_tests_properties(${target} PROPERTIES LABELS unit TIMEOUT 300)
endfunction()

# gate64_fuzzer(NAME [DEPS ...]): the libFuzzer target fuzz_NAME from NAME_fuzz.cc, its corpus in
# corpus/NAME.
function(gate64_fuzzer name)
    cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
    add_executable(fuzz_${name} ${name}_fuzz.cc)
    target_link_libraries(fuzz_${name} PRIVATE ${ARG_DEPS})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
endfunction()
