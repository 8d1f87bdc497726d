// SPDX-License-Identifier: Apache-2.0
#include "shared/service/notify.h"

#include <systemd/sd-daemon.h>

#include <chrono>

namespace gate64::service {

void notify_ready(const std::string& status) {
    (void)sd_notify(0, ("READY=1\nSTATUS=" + status).c_str());
}

void notify_reloading() {
    // RELOADING=1 wants the monotonic time beside it (systemd 253 and later).
    const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
    (void)sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.count())).c_str());
}

void notify_stopping() {
    (void)sd_notify(0, "STOPPING=1");
}

void notify_status(const std::string& status) {
    (void)sd_notify(0, ("STATUS=" + status).c_str());
}

void notify_alive() {
    (void)sd_notify(0, "WATCHDOG=1");
}

base::Duration watchdog_interval() {
    std::uint64_t usec = 0;
    if (sd_watchdog_enabled(0, &usec) <= 0) return base::Duration(0);
    return std::chrono::duration_cast<base::Duration>(std::chrono::microseconds(usec / 2));
}

}  // namespace gate64::service
