"""minio for Python."""

import io
import os
from datetime import timedelta

import minio
from minio import Minio
from minio.commonconfig import ComposeSource, CopySource
from minio.deleteobjects import DeleteObject
from minio.error import S3Error
from steps import BUCKET, CACERT, HOST, KEY, LARGE, ODD, SECRET, SMALL, fetch, same, step

print("minio", minio.__version__)
if CACERT:
    os.environ["SSL_CERT_FILE"] = CACERT
s3 = Minio(HOST, access_key=KEY, secret_key=SECRET, secure=CACERT is not None, region="us-east-1")


def body(key, **named):
    answer = s3.get_object(bucket_name=BUCKET, object_name=key, **named)
    try:
        return answer.read()
    finally:
        answer.close()
        answer.release_conn()


@step("create")
def create():
    assert not s3.bucket_exists(bucket_name=BUCKET)
    s3.make_bucket(bucket_name=BUCKET)
    assert s3.bucket_exists(bucket_name=BUCKET)


@step("small")
def small():
    s3.put_object(bucket_name=BUCKET, object_name="small", data=io.BytesIO(SMALL), length=len(SMALL))
    same(body("small"), SMALL)
    same(s3.stat_object(bucket_name=BUCKET, object_name="small").size, len(SMALL))


@step("multipart")
def multipart():
    data = io.BytesIO(LARGE)
    s3.put_object(bucket_name=BUCKET, object_name="large", data=data, length=-1, part_size=5 << 20)
    same(body("large"), LARGE)


@step("list")
def listing():
    # It encodes "." and ".." in no way, and refuses them.
    odd = [key for key in ODD if "/./" not in key and "//" not in key]
    for key in odd:
        data = key.encode()
        s3.put_object(bucket_name=BUCKET, object_name="odd/" + key, data=io.BytesIO(data), length=len(data))
        same(body("odd/" + key), data)
    found = s3.list_objects(bucket_name=BUCKET, prefix="odd/", recursive=True)
    same([entry.object_name for entry in found], sorted(("odd/" + key for key in odd), key=str.encode))


@step("range")
def ranges():
    same(body("large", offset=1_000_000, length=1_000_000), LARGE[1_000_000:2_000_000])


@step("copy")
def copy():
    s3.copy_object(bucket_name=BUCKET, object_name="copied/ü", source=CopySource(bucket_name=BUCKET, object_name="small"))
    same(body("copied/ü"), SMALL)
    twice = [ComposeSource(bucket_name=BUCKET, object_name="large") for _ in range(2)]
    s3.compose_object(bucket_name=BUCKET, object_name="composed", sources=twice)
    same(body("composed"), LARGE + LARGE)


@step("presign")
def presign():
    minute = timedelta(minutes=1)
    fetch(s3.presigned_put_object(bucket_name=BUCKET, object_name="pre/signed ü", expires=minute), "PUT", SMALL)
    same(fetch(s3.presigned_get_object(bucket_name=BUCKET, object_name="pre/signed ü", expires=minute)), SMALL)


@step("delete")
def delete():
    s3.remove_object(bucket_name=BUCKET, object_name="small")
    try:
        s3.stat_object(bucket_name=BUCKET, object_name="small")
        raise AssertionError("it is still there")
    except S3Error as gone:
        same(gone.code, "NoSuchKey")
    rest = [DeleteObject(entry.object_name) for entry in s3.list_objects(bucket_name=BUCKET, recursive=True)]
    same([*s3.remove_objects(bucket_name=BUCKET, delete_object_list=rest)], [])
    s3.remove_bucket(bucket_name=BUCKET)
