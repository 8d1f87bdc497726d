# Every library the project takes from the system, found once. A folder's target links only what
# it is allowed to use, so the link graph keeps the layering.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(LIBURING REQUIRED IMPORTED_TARGET liburing>=2.3)
pkg_check_modules(LDNS REQUIRED IMPORTED_TARGET ldns)
pkg_check_modules(MICROHTTPD REQUIRED IMPORTED_TARGET libmicrohttpd)
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd)
pkg_check_modules(LIBCAP REQUIRED IMPORTED_TARGET libcap)
if(BUILD_TESTING)
    find_package(GTest REQUIRED)
    # The system's Python, not one of a user's own: pytest and dnspython come from packages.
    if(EXISTS /usr/bin/python3)
        set(Python3_EXECUTABLE /usr/bin/python3 CACHE FILEPATH "Python that runs the tests")
    endif()
    find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
endif()
