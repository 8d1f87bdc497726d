// SPDX-License-Identifier: Apache-2.0
#include "dns64d/upstream/upstream.h"

#include "dns64d/upstream/engine.h"

namespace gate64::dns64d::upstream {

struct Upstream::Impl {
    Impl(const UpstreamLimits& limits, Effects& effects, OutcomeListener& listener,
         base::Random& random, metrics::Counters& counters)
        : engine(limits, effects, listener, random, counters) {}
    Engine engine;
};

Upstream::Upstream(const UpstreamLimits& limits, Effects& effects, OutcomeListener& listener,
                   base::Random& random, metrics::Counters& counters)
    : impl_(std::make_unique<Impl>(limits, effects, listener, random, counters)) {}

Upstream::~Upstream() = default;

void Upstream::configure(const std::shared_ptr<const model::Settings>& settings) {
    impl_->engine.configure(*settings);
}

base::Handle Upstream::ask(const model::SourceKey& key, const model::UpstreamSet& set,
                           base::Instant now) {
    return impl_->engine.ask(key, set, now);
}

const model::Outcome* Upstream::outcome(base::Handle ask) const noexcept {
    const Ask* found = impl_->engine.get(ask);
    return found != nullptr && found->done ? &found->outcome : nullptr;
}

model::SourceKey Upstream::key(base::Handle ask) const noexcept {
    const Ask* found = impl_->engine.get(ask);
    if (found == nullptr) return {};
    return {found->name, found->type, found->cd, found->set_key};
}

void Upstream::forget(base::Handle ask) noexcept {
    impl_->engine.forget(ask);
}

void Upstream::on_message(PathId path, base::Bytes message, base::Instant now) {
    impl_->engine.on_message(path, message, now);
}

void Upstream::on_path_failed(PathId path, base::Instant now) {
    impl_->engine.on_path_failed(path, now);
}

void Upstream::on_timer(base::Instant now) {
    impl_->engine.on_timer(now);
}

base::Instant Upstream::next_due() const noexcept {
    return impl_->engine.next_due();
}

std::vector<ServerStatus> Upstream::status() const {
    return impl_->engine.status();
}

std::uint32_t Upstream::in_flight() const noexcept {
    return impl_->engine.in_flight();
}

}  // namespace gate64::dns64d::upstream
