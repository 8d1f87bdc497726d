# Writes the version source; run by every build as `cmake -D... -P`. The file is touched only when
# its text changes, so an unchanged commit rebuilds nothing.
# In: SOURCE_DIR, TEMPLATE, OUTPUT, VERSION, COMPILER, BUILD.

set(COMMIT "unknown")
find_program(GIT git)
if(GIT AND EXISTS "${SOURCE_DIR}/.git")
    # safe.directory: a build as root of somebody else's checkout still names its commit.
    execute_process(COMMAND "${GIT}" -c "safe.directory=${SOURCE_DIR}"
                            describe --always --dirty --abbrev=12 --exclude=*
                    WORKING_DIRECTORY "${SOURCE_DIR}"
                    OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE
                    ERROR_QUIET RESULT_VARIABLE failed)
    if(NOT failed AND described)
        set(COMMIT "${described}")
    endif()
endif()
string(STRIP "${BUILD}" BUILD)
configure_file("${TEMPLATE}" "${OUTPUT}" @ONLY)
