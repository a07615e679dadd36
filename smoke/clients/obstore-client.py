"""obstore: the object_store of Rust, which polars, delta-rs and DataFusion use."""

from datetime import timedelta

import obstore
from obstore.store import S3Store
from steps import BUCKET, CACERT, ENDPOINT, KEY, LARGE, ODD, SECRET, SMALL, fetch, same, step
from subprocess import run

print("obstore", obstore.__version__)
s3 = S3Store(
    BUCKET,
    endpoint=ENDPOINT,
    access_key_id=KEY,
    secret_access_key=SECRET,
    region="us-east-1",
    client_options={"allow_http": True, "allow_invalid_certificates": CACERT is not None},
)


def read(key):
    return bytes(s3.get(key).bytes())


# It makes no buckets.
@step("create")
def create():
    run(["./cistern", "bucket", "create", BUCKET], check=True)


@step("small")
def small():
    s3.put("small", SMALL, use_multipart=False)
    same(read("small"), SMALL)
    same(s3.head("small")["size"], len(SMALL))
    try:
        s3.put("small", b"again", mode="create")
        raise AssertionError("it was made again")
    except obstore.exceptions.AlreadyExistsError:
        same(read("small"), SMALL)


@step("multipart")
def multipart():
    s3.put("large", LARGE, use_multipart=True, chunk_size=5 << 20)
    same(read("large"), LARGE)


@step("list")
def listing():
    # It makes paths of its own form.
    odd = [key for key in ODD if not key.endswith("/") and "//" not in key and "/./" not in key and "%" not in key]
    for key in odd:
        s3.put("odd/" + key, key.encode())
        same(read("odd/" + key), key.encode())
    found = [entry["path"] for batch in s3.list("odd", chunk_size=4) for entry in batch]
    same(len(found), len(odd))
    for path in found:
        assert path.startswith("odd/"), path


@step("range")
def ranges():
    same(bytes(s3.get_range("large", start=1_000_000, length=1_000_000)), LARGE[1_000_000:2_000_000])
    same([bytes(part) for part in s3.get_ranges("large", starts=[0, 9], lengths=[7, 7])], [LARGE[:7], LARGE[9:16]])


@step("copy")
def copy():
    s3.copy("small", "copied ü")
    same(read("copied ü"), SMALL)
    s3.rename("large", "moved")
    same(read("moved"), LARGE)


@step("presign")
def presign():
    fetch(obstore.sign(s3, "PUT", "pre/signed", timedelta(minutes=1)), "PUT", SMALL)
    same(fetch(obstore.sign(s3, "GET", "pre/signed", timedelta(minutes=1))), SMALL)


@step("delete")
def delete():
    s3.delete("small")
    try:
        s3.head("small")
        raise AssertionError("it is still there")
    except FileNotFoundError:
        pass
    s3.delete([entry["path"] for batch in s3.list() for entry in batch])
    same([entry for batch in s3.list() for entry in batch], [])
    run(["./cistern", "bucket", "rm", BUCKET], check=True)
