"""A reverse proxy in front of a daemon, which can lose it: then it answers 502, as proxies do."""

import socket
import threading

REFUSAL = (b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n"
           b"Connection: close\r\n\r\n")


class Proxy:
    """Passes connections on for as long as the daemon behind it is there."""

    def __init__(self, address):
        self.target = ("127.0.0.1", int(address.rsplit(":", 1)[1]))
        self.is_up = True
        self.open = []
        self.refused = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def lose(self):
        """The daemon is gone, and with it what went through here."""
        self.is_up = False
        for each in self.open:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self.open = []

    def find(self):
        self.is_up = True

    def _serve(self):
        while True:
            client, _ = self.listener.accept()
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client):
        if not self.is_up:
            client.recv(65536)
            client.sendall(REFUSAL)
            client.close()
            self.refused += 1
            return
        daemon = socket.create_connection(self.target)
        self.open += [client, daemon]
        threading.Thread(target=self._pump, args=(daemon, client), daemon=True).start()
        self._pump(client, daemon)

    @staticmethod
    def _pump(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass
