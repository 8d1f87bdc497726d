# Compiler options every target of the project shares.

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Release or Debug" FORCE)
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

set(GATE64_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize= takes them")
option(GATE64_FUZZ "Build the libFuzzer targets (clang only)" OFF)

find_program(GATE64_CCACHE ccache)
if(GATE64_CCACHE)
    # What it may overlook, or it keeps nothing that was compiled with a precompiled header; with
    # DEPEND a file that it does not know is not preprocessed twice.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        "${CMAKE_COMMAND};-E;env;CCACHE_DEPEND=1;CCACHE_SLOPPINESS=pch_defines,time_macros"
        "${GATE64_CCACHE}")
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch -Wnon-virtual-dtor
                    -Wold-style-cast -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    if(GATE64_CCACHE)
        add_compile_options(-fpch-preprocess)
    endif()
    # GCC 12 reports false positives of these inside libstdc++ when it inlines.
    add_compile_options(-Wno-restrict -Wno-stringop-overflow -Wno-array-bounds
                        -Wno-maybe-uninitialized -Wno-dangling-pointer -Wno-stringop-overread)
endif()

# Lines for reports; a debugger that should show variables wants -g instead, which makes the
# sanitized build a third longer.
set(GATE64_DEBUG_INFO "-g1" CACHE STRING "Debug information of sanitized builds")
if(GATE64_SANITIZE)
    # Without the -g that CMake gives a Debug build.
    set(CMAKE_CXX_FLAGS_DEBUG "")
    add_compile_options("-fsanitize=${GATE64_SANITIZE}" -fno-omit-frame-pointer -O1
                        ${GATE64_DEBUG_INFO}
                        -fno-sanitize-recover=all)
    add_link_options("-fsanitize=${GATE64_SANITIZE}")
else()
    add_compile_options(-fstack-protector-strong -fstack-clash-protection)
    if(CMAKE_BUILD_TYPE STREQUAL "Release")
        # A hardened library call or container index that is wrong ends the process: better than
        # memory somebody else writes.
        add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS -g1)
        if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
            add_compile_options(-fcf-protection=full)
        endif()
    endif()
    add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
if(GATE64_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

include_directories("${PROJECT_SOURCE_DIR}")
