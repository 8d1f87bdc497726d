// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/syntax.h"

#include <CLI/CLI.hpp>
#include <vector>

namespace gate64::nat64ctl::commands {

Argument& Argument::type_name(const char* name) {
    option_->type_name(name);
    return *this;
}

Argument& Argument::required() {
    option_->required();
    return *this;
}

Argument& Argument::excludes(const Argument& other) {
    option_->excludes(other.option_);
    return *this;
}

Argument& Argument::one_of(std::initializer_list<const char*> words) {
    option_->check(CLI::IsMember(std::vector<std::string>(words.begin(), words.end())));
    return *this;
}

Argument& Argument::between(std::size_t least, std::size_t most) {
    option_->check(CLI::Range(least, most));
    return *this;
}

Argument Syntax::add_flag(const char* name, bool& value, const char* help) {
    return Argument(app_.add_flag(name, value, help));
}

Argument Syntax::add_option(const char* name, std::string& value, const char* help) {
    return Argument(app_.add_option(name, value, help));
}

Argument Syntax::add_option(const char* name, std::optional<std::uint16_t>& value,
                            const char* help) {
    return Argument(app_.add_option(name, value, help));
}

Argument Syntax::add_option(const char* name, std::uint32_t& value, const char* help) {
    return Argument(app_.add_option(name, value, help));
}

Argument Syntax::add_option(const char* name, std::size_t& value, const char* help) {
    return Argument(app_.add_option(name, value, help));
}

}  // namespace gate64::nat64ctl::commands
