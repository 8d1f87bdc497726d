// SPDX-License-Identifier: Apache-2.0
#pragma once
// Prometheus' text format, version 0.0.4: families with HELP and TYPE, then their samples. Pure.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace gate64::nat64ctl::metrics {

using Label = std::pair<std::string_view, std::string_view>;

class Exposition {
  public:
    enum class Type : std::uint8_t { counter, gauge };

    /// Starts a family; samples follow. `help` is one line.
    void family(std::string_view name, Type type, std::string_view help);
    /// A sample of the family last started. Label values may hold anything.
    void sample(std::initializer_list<Label> labels, std::uint64_t value);
    void sample(std::initializer_list<Label> labels, std::int64_t value);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

  private:
    void sample(std::initializer_list<Label> labels, const std::string& value);
    std::string family_;
    std::string text_;
};

}  // namespace gate64::nat64ctl::metrics
