# SPDX-License-Identifier: Apache-2.0
"""What the black-box tests stand on: a scripted upstream, the daemon under test, clients."""
