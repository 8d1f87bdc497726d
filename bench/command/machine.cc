// SPDX-License-Identifier: Apache-2.0
#include "bench/command/machine.h"

#include <sys/utsname.h>
#include <time.h>

#include <array>
#include <fstream>
#include <iterator>
#include <thread>

namespace gate64::bench {

std::string cpu_model(const std::string& cpuinfo) {
    const std::size_t key = cpuinfo.find("model name");
    if (key == std::string::npos) return "unknown";
    const std::size_t colon = cpuinfo.find(": ", key);
    const std::size_t end = cpuinfo.find('\n', key);
    if (colon == std::string::npos || colon > end) return "unknown";
    return cpuinfo.substr(colon + 2, end == std::string::npos ? end : end - colon - 2);
}

Machine this_machine() {
    Machine machine;
    std::ifstream file("/proc/cpuinfo");
    machine.cpu = cpu_model({std::istreambuf_iterator<char>(file), {}});
    machine.cpus = std::thread::hardware_concurrency();
    ::utsname names{};
    if (::uname(&names) == 0) machine.kernel = std::data(names.release);
    const std::time_t now = ::time(nullptr);
    std::tm parts{};
    std::array<char, 32> text{};
    if (::gmtime_r(&now, &parts) != nullptr) {
        (void)std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
    machine.time = text.data();
    return machine;
}

}  // namespace gate64::bench
