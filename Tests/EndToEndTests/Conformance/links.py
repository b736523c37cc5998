"""Sockets of both ends, plain or with CURVE. Only whole messages cross this line."""

import zmq

import messages
from frames import Refused
from messages import control_frames, live_frames

# What is still on its way when a socket closes is lost, as with a process that is killed.
LINGER_MS = 0


class Endpoints:
    def __init__(self, live, control, totals, secret, server_key):
        self.live = live
        self.control = control
        self.totals = totals
        # The own secret key and the key of the server; both absent where the link is plain.
        self.secret = secret
        self.server_key = server_key


def _socket(context, kind, endpoints, serves=False):
    socket = context.socket(kind)
    socket.linger = LINGER_MS
    if endpoints.secret:
        socket.curve_secretkey = endpoints.secret
        socket.curve_publickey = zmq.curve_public(endpoints.secret)
        if serves:
            socket.curve_server = True
        else:
            socket.curve_serverkey = endpoints.server_key
    return socket


class NodeLink:
    """XPUB and DEALER of a node, connected."""

    def __init__(self, endpoints, tape):
        self.tape = tape
        self.context = zmq.Context()
        self.live = _socket(self.context, zmq.XPUB, endpoints)
        self.control = _socket(self.context, zmq.DEALER, endpoints)
        self.live.connect(endpoints.live)
        self.control.connect(endpoints.control)

    def close(self):
        self.context.destroy(linger=LINGER_MS)

    def await_subscription(self, deadline):
        """Until the aggregator hears what is published."""
        while not self.live.poll(deadline.left_ms):
            pass
        self.live.recv()

    def publish(self, message):
        self.live.send_multipart(live_frames(message))
        self.tape.message("published", message)

    def send(self, message):
        self.control.send_multipart(control_frames(message))
        self.tape.message("sent", message)

    def receive(self, timeout_ms):
        """The next control message, or None."""
        if not self.control.poll(timeout_ms):
            return None
        return _read(messages.read_control, self.control.recv_multipart(), self.tape)


class CityLink:
    """SUB and ROUTER of an aggregator, bound."""

    def __init__(self, endpoints, tape):
        self.tape = tape
        self.context = zmq.Context()
        self.live = _socket(self.context, zmq.SUB, endpoints, serves=True)
        self.control = _socket(self.context, zmq.ROUTER, endpoints, serves=True)
        self.live.bind(endpoints.live)
        self.control.bind(endpoints.control)
        self.live.subscribe(b"sy1/")
        self.poller = zmq.Poller()
        self.poller.register(self.live, zmq.POLLIN)
        self.poller.register(self.control, zmq.POLLIN)
        self.route = None

    def send(self, message):
        """To the connection that was heard last."""
        self.send_frames(control_frames(message))
        self.tape.message("sent", message)

    def send_frames(self, frames):
        self.control.send_multipart([self.route, *frames])

    def receive(self, timeout_ms):
        """The next message and whether it came on LIVE, or None."""
        ready = dict(self.poller.poll(timeout_ms))
        if self.control in ready:
            self.route, *frames = self.control.recv_multipart()
            message = _read(messages.read_control, frames, self.tape)
            return message and (message, False)
        if self.live in ready:
            message = _read(messages.read_live, self.live.recv_multipart(), self.tape)
            return message and (message, True)
        return None


class TotalsLink:
    """SUB of a watcher, connected."""

    def __init__(self, endpoints, tape):
        self.tape = tape
        self.socket = _socket(zmq.Context(), zmq.SUB, endpoints)
        self.socket.connect(endpoints.totals)
        self.socket.subscribe(messages.TOTALS_TOPIC)

    def receive(self, timeout_ms):
        if not self.socket.poll(timeout_ms):
            return None
        return _read(messages.read_totals, self.socket.recv_multipart(), self.tape)


def _read(read, frames, tape):
    try:
        message = read(frames)
    except Refused as refused:
        tape.line("refused", code=refused.code, reason=str(refused))
        return None
    tape.message("received", message)
    return message
