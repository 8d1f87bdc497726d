# nat64ctl(8) and the completions, made by the program itself. Only where the program that was built
# can run here and is one to install: not for another machine and not with a sanitizer.

if(CMAKE_CROSSCOMPILING OR GATE64_SANITIZE)
    return()
endif()

set(generated "")
function(gate64_generated what file destination)
    set(output "${CMAKE_CURRENT_BINARY_DIR}/generated/${what}/${file}")
    file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/generated/${what}")
    add_custom_command(OUTPUT "${output}"
        COMMAND nat64ctl generate ${what} > "${output}"
        DEPENDS nat64ctl COMMENT "Generating ${file}" VERBATIM)
    install(FILES "${output}" DESTINATION "${destination}")
    set(generated ${generated} "${output}" PARENT_SCOPE)
endfunction()

gate64_generated(man nat64ctl.8 "${CMAKE_INSTALL_MANDIR}/man8")
gate64_generated(bash nat64ctl "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
gate64_generated(zsh _nat64ctl "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
gate64_generated(fish nat64ctl.fish "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
add_custom_target(nat64ctl_docs ALL DEPENDS ${generated})
