// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/doctor/checks.h"
#include "nat64ctl/doctor/kernel_fit.h"

namespace gate64::nat64ctl::doctor {
namespace {

using model::Severity;

std::string fit_text(const std::string& release) {
    const auto kernel = KernelVersion::parse(release);
    if (!kernel) return {};
    if (const auto fit = oldest_fit(*kernel))
        return "; Linux " + kernel->text() + " needs Jool " + fit->text() + " or newer";
    if (*kernel > newest_kernel())
        return "; no release of Jool is known to build on Linux " + kernel->text() +
               ", the newest that one does is " + newest_kernel().text();
    return {};
}

void check_presence(const model::ModuleFacts& module, Findings& findings) {
    const bool is_on_disk = !module.disk_path.empty();
    if (module.is_loaded && is_on_disk) return;
    if (!module.is_loaded && is_on_disk) {
        findings.push_back({
            .id = "module-not-loaded",
            .severity = Severity::problem,
            .title = "Jool's module is not loaded",
            .cause = "Without it nothing is translated.",
            .evidence = module.disk_path + " is there for Linux " + module.kernel_release,
            .fix = "nat64ctl up",
        });
        return;
    }
    std::string evidence = "no jool.ko below /lib/modules/" + module.kernel_release;
    if (!module.other_kernels.empty())
        evidence += "; there is one for " + list_text(module.other_kernels);
    findings.push_back({
        .id = "module-missing",
        .severity = module.is_loaded ? Severity::warning : Severity::problem,
        .title = module.is_loaded
                     ? "Jool's module is loaded, but not on disk for the running kernel"
                     : "There is no Jool module for the running kernel",
        .cause =
            "DKMS builds it for each kernel by itself, and only where headers and release fit.",
        .evidence = evidence + fit_text(module.kernel_release),
        .fix = "scripts/setup-jool.sh",
    });
}

void check_versions(const model::ModuleFacts& module, Findings& findings) {
    if (!module.loaded_version) return;
    if (!module.loaded_version->is_known_layout()) {
        findings.push_back({
            .id = "module-version-unknown",
            .severity = Severity::problem,
            .title = "nat64ctl does not know the loaded release of Jool",
            .cause = "Its messages may mean something else, so nat64ctl changes nothing.",
            .evidence =
                "loaded is " + module.loaded_version->text() + ", known are 4.1.0 to 4.1.15",
            .fix = "install a 4.1 release of Jool, then reboot",
        });
    }
    if (!module.disk_version || *module.disk_version == *module.loaded_version) return;
    findings.push_back({
        .id = "module-version-differs",
        .severity = Severity::warning,
        .title = "The loaded module is not the one on disk",
        .cause = "After an upgrade the old module stays until it is unloaded, which ends every "
                 "session; the next boot takes the other one.",
        .evidence = "loaded " + module.loaded_version->text() + ", on disk " +
                    module.disk_version->text() + " (" + module.disk_path + ")",
        .fix = "nat64ctl down && modprobe -r jool && nat64ctl up   (at a quiet hour)",
    });
}

void check_next_boot(const model::ModuleFacts& module, Findings& findings) {
    if (module.kernels_lacking_module.empty()) return;
    std::string fits;
    for (const std::string& kernel : module.kernels_lacking_module)
        if (fits.empty()) fits = fit_text(kernel);
    findings.push_back({
        .id = "module-missing-for-other-kernel",
        .severity = Severity::warning,
        .title = "An installed kernel has no Jool module",
        .cause = "A reboot into it ends the translation.",
        .evidence = "without jool.ko: " + list_text(module.kernels_lacking_module) + fits,
        .fix = "dkms autoinstall -k " + module.kernels_lacking_module.front(),
    });
}

}  // namespace

void check_module(const Case& facts, Findings& findings) {
    if (facts.module == nullptr) return;
    const model::ModuleFacts& module = *facts.module;
    check_presence(module, findings);
    check_versions(module, findings);
    check_next_boot(module, findings);
    // A module that was let in once is let in again.
    if (!module.is_secure_boot || module.is_loaded) return;
    findings.push_back({
        .id = "secure-boot",
        .severity = Severity::problem,
        .title = "Secure Boot lets in only signed modules",
        .cause = "DKMS signs with a key of its own that the firmware must be told once.",
        .evidence = "Secure Boot is on and jool is not loaded",
        .fix = "mokutil --import /var/lib/dkms/mok.pub, then reboot and enrol the key",
    });
}

void check_service(const Case& facts, Findings& findings) {
    if (facts.module == nullptr || !facts.module->is_jool_service_enabled) return;
    findings.push_back({
        .id = "jool-service",
        .severity = Severity::warning,
        .title = "Debian's jool.service manages instances as well",
        .cause = "Two that change one translator undo each other's work.",
        .evidence = "jool.service is enabled and /etc/jool/jool.conf is there",
        .fix = "systemctl disable --now jool.service",
    });
}

}  // namespace gate64::nat64ctl::doctor
