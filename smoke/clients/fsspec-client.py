"""s3fs for Python, under pandas and dask: botocore without threads."""

import s3fs
from steps import BUCKET, ENDPOINT, LARGE, ODD, SMALL, fetch, same, step

print("s3fs", s3fs.__version__)
# Without the version it would presign the old way in this region.
s3 = s3fs.S3FileSystem(
    endpoint_url=ENDPOINT,
    use_listings_cache=False,
    default_block_size=5 << 20,
    config_kwargs={"signature_version": "s3v4"},
)


@step("create")
def create():
    s3.mkdir(BUCKET)
    assert s3.exists(BUCKET)


@step("small")
def small():
    s3.pipe(f"{BUCKET}/small", SMALL)
    same(s3.cat(f"{BUCKET}/small"), SMALL)


@step("multipart")
def multipart():
    with s3.open(f"{BUCKET}/large", "wb", block_size=5 << 20) as out:
        out.write(LARGE)
    same(s3.cat(f"{BUCKET}/large"), LARGE)


@step("list")
def listing():
    # It takes a slash at the end for a folder, and a star for all that match.
    odd = [key for key in ODD if not key.endswith("/") and not set(key) & set("*?[")]
    for key in odd:
        s3.pipe_file(f"{BUCKET}/odd/{key}", key.encode())
        same(s3.cat_file(f"{BUCKET}/odd/{key}"), key.encode())
    same(s3.find(f"{BUCKET}/odd/"), sorted(f"{BUCKET}/odd/{key}" for key in odd))


@step("range")
def ranges():
    same(s3.cat_file(f"{BUCKET}/large", start=1_000_000, end=2_000_000), LARGE[1_000_000:2_000_000])


@step("copy")
def copy():
    s3.copy(f"{BUCKET}/small", f"{BUCKET}/copied ü")
    same(s3.cat(f"{BUCKET}/copied ü"), SMALL)
    s3.mv(f"{BUCKET}/large", f"{BUCKET}/moved")
    same(s3.cat(f"{BUCKET}/moved"), LARGE)


@step("presign")
def presign():
    same(fetch(s3.sign(f"{BUCKET}/copied ü", expiration=60)), SMALL)


@step("delete")
def delete():
    s3.rm(f"{BUCKET}/small")
    assert not s3.exists(f"{BUCKET}/small")
    s3.rm(f"{BUCKET}", recursive=True)
    assert not s3.exists(BUCKET)
