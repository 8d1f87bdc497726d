// SPDX-License-Identifier: Apache-2.0
#pragma once
// Where the parts of a shard that own sockets hand what came in. The shard passes it to its
// pipeline; tests look at it. Called on the shard's thread; views end with the call.

#include "dns64d/pipeline/effects.h"
#include "shared/base/bytes.h"

namespace gate64::dns64d::shard {

class QuerySink {
  public:
    virtual ~QuerySink() = default;
    virtual void on_query(const pipeline::ReplyPath& path, base::Bytes message) = 0;
};

class UpstreamSink {
  public:
    virtual ~UpstreamSink() = default;
    virtual void on_upstream_message(upstream::PathId path, base::Bytes message) = 0;
    virtual void on_upstream_failed(upstream::PathId path) = 0;
};

}  // namespace gate64::dns64d::shard
