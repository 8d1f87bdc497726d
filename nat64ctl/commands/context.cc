// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/context.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "shared/cli/escape.h"

namespace gate64::nat64ctl::commands {
namespace {

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

cli::ExitCode exit_code_of(const base::Error& error) noexcept {
    switch (error.errno_value) {
        case ENOENT:
            return cli::ExitCode::jool_missing;
        case EPROTO:
            return cli::ExitCode::version_mismatch;
        default:
            return cli::exit_code_for_errno(error.errno_value);
    }
}

// The instance the file names, or "" when there is no file or it says nothing of NAT64.
base::Result<std::string> instance_of_file(const std::string& path) {
    if (path == config::default_file && ::access(path.c_str(), F_OK) != 0 && errno == ENOENT) {
        return std::string();
    }
    const auto config = config::load(path);
    if (!config) {
        return base::fail(config.error().front().text() +
                          "\n--instance NAME works without the file");
    }
    return config->nat64 ? config->nat64->instance : std::string();
}

}  // namespace

std::expected<config::Config, cli::ExitCode> load_config(Context& context) {
    auto config = config::load(context.options.config_file);
    if (config) return std::move(*config);
    context.err << cli::escape_lines(config::to_text(config.error()));
    return std::unexpected(cli::ExitCode::usage);
}

base::Result<std::vector<std::string>> instances_here(jool::Client& client) {
    const auto all = client.instances();
    if (!all) return std::unexpected(all.error());
    std::vector<std::string> names;
    for (const jool::Instance& instance : *all) {
        if (std::find(names.begin(), names.end(), instance.name) != names.end()) continue;
        const auto is_here = client.instance_exists(instance.name);
        if (!is_here) return std::unexpected(is_here.error());
        if (*is_here) names.push_back(instance.name);
    }
    return names;
}

base::Result<std::string> chosen_instance(Context& context, jool::Client& client) {
    std::string wanted = context.options.instance;
    if (wanted.empty()) {
        auto named = instance_of_file(context.options.config_file);
        if (!named) return named;
        wanted = std::move(*named);
    }
    const auto names = instances_here(client);
    if (!names) return std::unexpected(names.error());
    if (wanted.empty() && names->size() == 1) return names->front();
    if (std::find(names->begin(), names->end(), wanted) != names->end()) return wanted;
    if (names->empty()) {
        return base::fail(
            "there is no instance in this network namespace\n"
            "`nat64ctl up` makes the one of the file, `nat64ctl instance add` any",
            ESRCH);
    }
    if (wanted.empty()) {
        return base::fail(
            "there are several instances, choose one with --instance: " + joined(*names), ESRCH);
    }
    return base::fail("there is no instance \"" + wanted + "\" in this network namespace; there " +
                          (names->size() == 1 ? "is: " : "are: ") + joined(*names),
                      ESRCH);
}

std::expected<Connection, cli::ExitCode> connect(Context& context) {
    auto client = context.gateway.connect();
    if (!client) return std::unexpected(report(context, client.error()));
    auto instance = chosen_instance(context, **client);
    if (!instance) return std::unexpected(report(context, instance.error()));
    return Connection{std::move(*client), std::move(*instance)};
}

cli::ExitCode report(Context& context, const base::Error& error) {
    context.err << "nat64ctl: " << cli::escape_lines(error.message) << '\n';
    return exit_code_of(error);
}

cli::ExitCode usage_error(Context& context, std::string_view message) {
    context.err << "nat64ctl: " << cli::escape_lines(message) << '\n';
    return cli::ExitCode::usage;
}

bool confirmed(Context& context, const std::string& question) {
    if (context.options.yes) return true;
    if (context.in == nullptr) {
        context.err << "nat64ctl: " << cli::escape(question)
                    << "\nThere is no terminal to ask on: --yes does it without asking\n";
        return false;
    }
    context.err << cli::escape(question) << " [y/N] " << std::flush;
    std::string answer;
    std::getline(*context.in, answer);
    if (answer == "y" || answer == "Y" || answer == "yes") return true;
    context.err << "nat64ctl: nothing was done\n";
    return false;
}

}  // namespace gate64::nat64ctl::commands
