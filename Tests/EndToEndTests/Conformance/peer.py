"""A peer of UnionSync's protocol that was written from proto-docs alone.

It prints a line of JSON for each thing it saw or did. Its last line has the event `done`, or
`failed` with the reason, and its exit code is 1 then. It ends when its standard input does; as an
aggregator it goes on until then.
"""

import argparse
import os
import sys
import threading

import vectors
from city import City
from city_scenarios import SCENARIOS as CITY_SCENARIOS
from journal import Journal
from links import Endpoints
from node import Node
from node_scenarios import SCENARIOS as NODE_SCENARIOS, crowd
from tape import Stuck, Tape, read_key
from watcher import Watcher


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    roles = parser.add_subparsers(dest="role", required=True)
    node = roles.add_parser("node")
    node.add_argument("scenario", choices=sorted(NODE_SCENARIOS))
    node.add_argument("--area", type=int, required=True)
    node.add_argument("--entries", type=int, default=12)
    crowd = roles.add_parser("crowd")
    crowd.add_argument("--areas", type=int, nargs="+", required=True)
    crowd.add_argument("--entries", type=int, default=2)
    city = roles.add_parser("city")
    city.add_argument("scenario", choices=sorted(CITY_SCENARIOS))
    city.add_argument("--area", type=int, required=True)
    city.add_argument("--entries", type=int, required=True)
    watcher = roles.add_parser("watcher")
    watcher.add_argument("--indicator", required=True)
    watcher.add_argument("--until-value", type=int, required=True)
    for role in (node, crowd, city, watcher):
        role.add_argument("--vectors", help="folder of the vectors")
        role.add_argument("--live")
        role.add_argument("--control")
        role.add_argument("--totals")
        role.add_argument("--key", help="file of the own secret key, {} in it is the area")
        role.add_argument("--server-key", help="file of the aggregator's public key")
    check = roles.add_parser("vectors")
    check.add_argument("folder")
    return parser.parse_args()


def _endpoints(options, area=None):
    return Endpoints(
        options.live, options.control, options.totals,
        options.key and read_key(options.key.format(area)),
        options.server_key and read_key(options.server_key))


def _vectors(options):
    if options.vectors is None:
        return {}
    return vectors.refused_frames(os.path.join(options.vectors, "negative.json"))


def _node(area, options, tape):
    journal = Journal(area).fill(options.entries)
    return Node(area, journal, _endpoints(options, area), tape)


def _run_crowd(options, tape):
    nodes = [_node(area, options, tape) for area in options.areas]
    crowd(nodes)
    tape.line("done", total=sum(node.journal.total() for node in nodes))


def _run_node(options, tape):
    node = _node(options.area, options, tape)
    node.vectors = _vectors(options)
    NODE_SCENARIOS[options.scenario](node)
    tape.line(
        "done", log=node.journal.log_id.hex(), sequence=node.journal.head.sequence,
        total=node.journal.total())


def _run_city(options, tape):
    city = City(options.area, _endpoints(options), tape)
    city.vectors = _vectors(options)
    tape.line("ready")
    CITY_SCENARIOS[options.scenario](city, options.entries)
    tape.line("done", log=city.cursor.log_id.hex(), sequence=city.cursor.sequence)
    # It goes on as aggregators do, so that the node hears its last acknowledgement.
    city.serve()


def _run_watcher(options, tape):
    Watcher(_endpoints(options), tape).until(options.indicator, options.until_value)
    tape.line("done")


def _run_vectors(options, tape):
    count = 0
    for check, name in ((vectors.golden, "golden"), (vectors.negative, "negative")):
        for line in check(os.path.join(options.folder, f"{name}.json")):
            tape.line(**line)
            count += 1
    tape.line("done", count=count)


_ROLES = {
    "node": _run_node, "crowd": _run_crowd, "city": _run_city, "watcher": _run_watcher,
    "vectors": _run_vectors,
}


def _end_with_input():
    """So that no peer survives whoever started it."""
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


def main():
    options = _arguments()
    tape = Tape()
    threading.Thread(target=_end_with_input, daemon=True).start()
    try:
        _ROLES[options.role](options, tape)
    except Stuck as stuck:
        tape.line("failed", reason=str(stuck))
        status = 1
    else:
        status = 0
    sys.stdout.flush()
    # Sockets have nothing left to say.
    os._exit(status)


main()
