"""The limits that a body is held against before it is used (messages.md, limits.md)."""

import re

from frames import AREAS, Refused

REASON_BYTES = 512
FEATURES = 64
FEATURE_BYTES = 64
SOFTWARE_BYTES = 128
PERIOD = re.compile(r"(19|2[01])\d\d(-(S[12]|Q[1-4]|0[1-9]|1[0-2]))?")
INDICATOR = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
ROWS = 512
TOTALS = 128
SNAPSHOT_CHUNKS = 16384


def check_body(body):
    """Gives the body back where it keeps to its limits, and refuses it otherwise."""
    _CHECKS[body.DESCRIPTOR.name](body)
    return body


def _demand(holds, what):
    if not holds:
        raise Refused(5, what)


def _text(text, limit, what, least=0):
    _demand(least <= len(text.encode()) <= limit, f"{what} of {len(text.encode())} bytes")


def _position(body, field):
    _demand(body.HasField(field), f"the {field} is missing")
    position = getattr(body, field)
    _demand(len(position.log_id) == 16, f"a log id of {len(position.log_id)} bytes")
    _demand(len(position.hash) == 32, f"a hash of {len(position.hash)} bytes")


def _log(log_id):
    _demand(len(log_id) == 16, f"a log id of {len(log_id)} bytes")


def _features(features):
    _demand(len(features) <= FEATURES, f"{len(features)} features")
    for feature in features:
        _text(feature, FEATURE_BYTES, "a feature")


def _hello(body):
    _demand(body.minimum_version <= body.maximum_version, "the range of versions is empty")
    _features(body.features)
    _position(body, "head")
    _text(body.software, SOFTWARE_BYTES, "software")


def _welcome(body):
    _features(body.features)
    _demand(len(body.incarnation) == 16, "an incarnation has 16 bytes")
    if body.HasField("cursor"):
        _position(body, "cursor")


def _ack(body):
    if body.HasField("cursor"):
        _position(body, "cursor")


def _heartbeat(body):
    _position(body, "head")


def _nack(body):
    _log(body.log_id)
    _demand(1 <= body.first <= body.last, f"entries {body.first} to {body.last}")


def _replay(body):
    _log(body.log_id)
    _demand(body.count <= 64, f"{body.count} entries")


def check_replay_head(body):
    """Comes after the entries, which are looked at first."""
    _position(body, "head")


def _reject(body):
    _log(body.log_id)
    _reason(body)


def _reason(body):
    _text(body.reason, REASON_BYTES, "a reason")


def _log_reset(body):
    _log(body.former_log_id)
    _position(body, "base")
    _reason(body)


def _replay_gone(body):
    _log(body.log_id)


def _snapshot_begin(body):
    if body.chunk_count > SNAPSHOT_CHUNKS:
        raise Refused(4, f"{body.chunk_count} chunks")
    _position(body, "position")
    _demand(len(body.digest) == 32, f"a digest of {len(body.digest)} bytes")


def _snapshot_place(body):
    _position(body, "position")


def _key(key):
    _demand(PERIOD.fullmatch(key.period), f"the period {key.period!r}")
    _text(key.indicator, 64, "an indicator", least=1)
    _demand(INDICATOR.fullmatch(key.indicator), f"the indicator {key.indicator!r}")
    _text(key.part, 96, "a part")
    _text(key.unit, 32, "a unit")


def _delta(body):
    _demand(body.report.area in AREAS, f"the area {body.report.area}")
    _demand(PERIOD.fullmatch(body.report.period), f"the period {body.report.period!r}")
    _text(body.report.series, 64, "a series", least=1)
    _demand("/" not in body.report.series, f"the series {body.report.series!r}")
    _text(body.document.name, 255, "a name")
    _text(body.document.sha256, 64, "a SHA-256")
    _text(body.catalogue_version, 64, "a version of the catalogue")
    _demand(len(body.puts) <= ROWS and len(body.retracts) <= ROWS, "too many rows")
    for put in body.puts:
        _key(put.key)
        _text(put.written_unit, 32, "a unit")
        _text(put.evidence.mention, 480, "a mention")
        _text(put.evidence.sentence, 480, "a sentence")
        _demand(put.qualifier <= 3, f"the qualifier {put.qualifier}")
    for key in body.retracts:
        _key(key)


def _totals(totals):
    _demand(len(totals) <= TOTALS, f"{len(totals)} totals")
    for total in totals:
        _demand(total.nature <= 2, f"the nature {total.nature}")
        shares = list(total.shares) + ([total.parent] if total.HasField("parent") else [])
        _demand(all(share.basis <= 2 for share in shares), "a basis that is unknown")
        _demand(all(share.area in AREAS for share in shares), "a share of no area")


def _snapshot(body):
    _demand(body.index < body.count, f"piece {body.index} of {body.count}")
    _totals(body.totals)


def _change(body):
    _totals(body.totals)


_CHECKS = {
    "DeltaBody": _delta, "Heartbeat": _heartbeat, "Hello": _hello, "Welcome": _welcome,
    "Wait": _reason, "Fail": _reason, "Ack": _ack, "Nack": _nack, "Replay": _replay,
    "Reject": _reject, "Bye": _reason, "LogReset": _log_reset, "ReplayGone": _replay_gone,
    "SnapshotBegin": _snapshot_begin, "SnapshotNext": _snapshot_place,
    "SnapshotChunk": _snapshot_place, "SnapshotEnd": _snapshot_place,
    "TotalsSnapshot": _snapshot, "TotalsChange": _change,
}
