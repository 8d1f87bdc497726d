// SPDX-License-Identifier: Apache-2.0
#include "dns64d/shard/cpu_affinity.h"

#include <pthread.h>
#include <sched.h>

#include <cerrno>
#include <system_error>

namespace gate64::dns64d::shard {

std::string pin_to_cpu(std::uint32_t index) {
    ::cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof(allowed), &allowed) != 0) {
        return "cannot read which CPUs are allowed: " + std::generic_category().message(errno);
    }
    const int count = CPU_COUNT(&allowed);
    int skip = count > 0 ? static_cast<int>(index) % count : 0;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed) || skip-- > 0) continue;
        ::cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        const int error = ::pthread_setaffinity_np(::pthread_self(), sizeof(one), &one);
        if (error == 0) return {};
        return "cannot pin shard " + std::to_string(index) + " to CPU " + std::to_string(cpu) +
               ": " + std::generic_category().message(error);
    }
    return "no CPU to pin shard " + std::to_string(index) + " to";
}

void name_thread(std::uint32_t index) noexcept {
    const std::string name = "dns64d/" + std::to_string(index);
    (void)::pthread_setname_np(::pthread_self(), name.c_str());
}

}  // namespace gate64::dns64d::shard
