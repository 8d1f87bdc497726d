// SPDX-License-Identifier: Apache-2.0
#pragma once
// What a verb takes on the command line, declared without CLI11's headers: a file that includes
// them takes ten seconds to compile, and every verb declares something.
// The variables named here are filled in when the command line is parsed and must live until then.
// One thread, at start.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace gate64::nat64ctl::commands {

/// One argument that was declared; refines it. A reference to what the parser owns.
class Argument {
  public:
    explicit Argument(CLI::Option* option) noexcept : option_(option) {}
    /// What help calls its value: "TIME".
    Argument& type_name(const char* name);
    Argument& required();
    /// Both together are a usage error.
    Argument& excludes(const Argument& other);
    Argument& one_of(std::initializer_list<const char*> words);
    /// A number from `least` to `most`, both included.
    Argument& between(std::size_t least, std::size_t most);

  private:
    CLI::Option* option_;
};

/// The arguments of one verb.
class Syntax {
  public:
    explicit Syntax(CLI::App& app) noexcept : app_(app) {}

    Argument add_flag(const char* name, bool& value, const char* help);
    /// "--name" takes a value, "NAME" is positional. A number that does not fit is a usage error.
    Argument add_option(const char* name, std::string& value, const char* help);
    Argument add_option(const char* name, std::optional<std::uint16_t>& value, const char* help);
    Argument add_option(const char* name, std::uint32_t& value, const char* help);
    Argument add_option(const char* name, std::size_t& value, const char* help);

  private:
    CLI::App& app_;
};

}  // namespace gate64::nat64ctl::commands
