"""Checks the bag that it lies in with nothing but Python's standard library: python3 verify.py"""
# fmt: off
# ruff: noqa
# mypy: ignore-errors

import gzip, hashlib, json, pathlib, sys, zipfile

DATA, HOLD, BROKEN = pathlib.Path(__file__).resolve().parent, [], []
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # the curve of Ed25519, RFC 8032, section 5.1
D = -121665 * pow(121666, -1, P) % P

def check(good, what):
    (HOLD if good else BROKEN).append(what)

def sha(data):
    return hashlib.sha256(data).digest()

def framed(domain, text):
    return b"bearwitness/%b\0%d\0%b" % (domain.encode(), len(text.encode()), text.encode())

def root_from(hashed, place, last, path):  # RFC 9162, section 2.1.3.2
    for step in map(bytes.fromhex, path):
        left = place & 1 or place == last
        hashed = sha(b"\1" + step + hashed) if left else sha(b"\1" + hashed + step)
        while left and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    return hashed.hex() if last == 0 else None

def add(a, b):
    k, across, along = D * a[0] * b[0] * a[1] * b[1], a[0] * b[1] + b[0] * a[1], a[1] * b[1] + a[0] * b[0]
    return across * pow(1 + k, -1, P) % P, along * pow(1 - k, -1, P) % P

def times(n, point):
    total = (0, 1)
    while n:
        total, point, n = add(total, point) if n & 1 else total, add(point, point), n >> 1
    return total

def point_of(data):
    y = int.from_bytes(data, "little") & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    x = next((x for x in (root, root * pow(2, (P - 1) // 4, P) % P) if (x * x - square) % P == 0), None)
    return None if x is None or y >= P else (x if x & 1 == data[31] >> 7 else P - x, y)

def is_signed(key, message, signature):
    signature, public = bytes.fromhex(signature), KEYS.get(key, b"")
    if len(public) != 32 or len(signature) != 64 or None in (point_of(public), point_of(signature[:32])):
        return False
    s, h = int.from_bytes(signature[32:], "little"), hashlib.sha512(signature[:32] + public + message).digest()
    other = times(int.from_bytes(h, "little") % L, point_of(public))
    return s < L and times(s, point_of(b"\x58" + 31 * b"\x66")) == add(point_of(signature[:32]), other)

def payloads(archive):  # the SHA-256 of what each record of a web archive holds
    while archive:
        head, _, rest = archive.partition(b"\r\n\r\n")
        size = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
        yield sha(rest[:size].partition(b"\r\n\r\n")[2] if b"WARC-Type: response" in head else rest[:size]).hex()
        archive = rest[size + 4 :]

listed = (DATA.parent / "manifest-sha256.txt").read_text("utf-8").splitlines()
listed = dict(line.split("  ", 1)[::-1] for line in listed)
there = {f"data/{one.relative_to(DATA).as_posix()}": one for one in DATA.rglob("*") if one.is_file()}
for name in sorted(listed.keys() | there.keys()):
    check(name in there and sha(there[name].read_bytes()).hex() == listed.get(name), f"file {name}")
proof = json.loads((DATA / "proofs.json").read_text("utf-8"))
head, KEYS, claims, passages, records, captures = json.loads(proof["head"]), {}, set(), {}, [], set()
for one in proof["entries"]:
    entry, body = json.loads(one["entry"]), json.loads(one["body"] or "null")
    kind, what = entry["kind"], f"entry {entry['index']} ({entry['kind']} {entry['subject']})"
    leaf = sha(b"\0" + framed("entry/1", one["entry"]))
    check(root_from(leaf, entry["index"], head["size"] - 1, one["path"]) == head["root"], what)
    if body is not None:
        check(sha(framed(f"{kind}/1", one["body"])).hex() == entry["digest"], f"content of {what}")
        claims |= set(body["claims"] if kind == "claims" else ())
        captures |= {body["sha256"]} if kind == "capture" else set()
        records += [body["record"]] if kind == "finding" else []
        passages |= {(body["id"], p["id"]): p["text"] for p in body["passages"]} if kind == "report" else {}
        if kind == "key" and sha(bytes.fromhex(body["public"])).hex() == body["key"]:
            KEYS[body["key"]] = bytes.fromhex(body["public"])
    if entry["key"] is not None:
        bare = json.dumps(entry | {"signature": None}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        check(is_signed(entry["key"], framed("signed entry/1", bare), entry["signature"]), f"signature of {what}")
for one in proof["signatures"]:
    check(is_signed(one["key"], framed("signed head/1", proof["head"]), one["signature"]), f"signature by {one['key']}")
for line in (DATA / "claims.jsonl").read_text("utf-8").split("\n")[:-1]:
    claim = json.loads(line)
    check(sha(framed("claim/1", line)).hex() in claims, f"claim {claim['id']}")
    for at, text in ((at, passages.get((claim["report"], at["passage"]["id"]))) for at in claim["evidence"]):
        check(text is None or text[at["start"] : at["end"]] == at["quote"], f"words of claim {claim['id']}")
if (DATA / "captures.wacz").exists():
    held = set(payloads(gzip.decompress(zipfile.ZipFile(DATA / "captures.wacz").read("archive/data.warc.gz"))))
    for one in sorted(captures):
        check(one in held, f"bytes of capture {one}")
for one in json.loads((DATA / "record.json").read_text("utf-8")):
    check(one in records or not records, f"record {one['id']}")
print("\n".join([*(f"BROKEN: {one}" for one in BROKEN), f"{len(HOLD)} things hold, {len(BROKEN)} are broken."]))
print(f"Head: {head['size']}:{head['root']}, signed by", *(one["key"] for one in proof["signatures"]))
sys.exit(bool(BROKEN))
