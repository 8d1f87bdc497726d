# SPDX-License-Identifier: Apache-2.0
"""Daemons of one test: each with a port and a folder of its own, all stopped and checked."""

from .daemon import Daemon, config_text, pick_listen
from .ports import free_port


class Factory:
    """Starts daemons in a folder of the test and stops them all."""

    def __init__(self, folder):
        self.folder, self.made = folder, []

    def add(self, daemon):
        self.made.append(daemon)
        return daemon

    @staticmethod
    def _patiently(start):
        """start() with a port that was free a moment ago; another one if somebody was quicker."""
        for _ in range(4):
            try:
                return start()
            except AssertionError as error:
                if "Address already in use" not in str(error):
                    raise
        return start()

    def flags(self, upstreams, **settings):
        """A daemon from the command line alone; settings as in _flags."""
        return self.add(self._patiently(lambda: self._flags(upstreams, **settings)))

    def _flags(self, upstreams, *, hosts=("127.0.0.1",), prefix="64:ff9b::/96", shards=2, more=()):
        strings, addresses = pick_listen(hosts)
        words = [word for text in strings for word in ("--listen", text)]
        words += [word for up in upstreams for word in ("--upstream", up.address)]
        words += ["--prefix", prefix, "--shards", str(shards), *more]
        return Daemon(self.folder, words, listen=addresses)

    def config(self, upstreams, **settings):
        """A daemon with a configuration file; settings as in _config and config_text.

        daemon.render(**changes) is its file with changes.
        """
        return self.add(self._patiently(lambda: self._config(upstreams, **settings)))

    def _config(self, upstreams, *, hosts=("127.0.0.1",), control=True, metrics=False, text=None,
                environment=None, **settings):
        number = len(self.made)
        strings, addresses = pick_listen(hosts)
        daemon_lines = settings.pop("daemon", "")
        if control:
            daemon_lines += f'\ncontrol = "{self.folder}/control{number}.sock"'
        else:
            daemon_lines += '\ncontrol = ""'
        metrics_port = None
        if metrics:
            metrics_port = free_port(("127.0.0.1",))
            daemon_lines += f'\nmetrics = "127.0.0.1:{metrics_port}"'
        servers = None if upstreams is None else [
            up if isinstance(up, str) else up.address for up in upstreams]
        fixed = {"listen": strings, "servers": servers, "daemon": daemon_lines}

        def render(**changes):
            return config_text(**{**fixed, **settings, **changes})

        path = self.folder / f"gate64-{number}.toml"
        path.write_text(render() if text is None else text(fixed))
        daemon = Daemon(self.folder, ["--config", path], listen=addresses, config_path=path,
                        environment=environment)
        daemon.render, daemon.metrics_port = render, metrics_port
        return daemon

    def close(self):
        failures = []
        for daemon in self.made:
            try:
                daemon.stop()
            except AssertionError as error:
                failures.append(str(error))
        assert not failures, "\n\n".join(failures)
