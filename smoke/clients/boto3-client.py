"""boto3: every way it has to send a body, and all that its resource and client calls are used for."""

import io

import boto3
import botocore
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

from steps import BUCKET, ENDPOINT, LARGE, ODD, SMALL, Skip, fetch, readme, same, step

print("boto3", boto3.__version__, "botocore", botocore.__version__)
s3 = boto3.client("s3", endpoint_url=ENDPOINT, config=Config(signature_version="s3v4", retries={"max_attempts": 1}))
parts = TransferConfig(multipart_threshold=6 << 20, multipart_chunksize=5 << 20, max_concurrency=4)
members = s3.meta.service_model.operation_model("PutObject").input_shape.members


def code(call, *arguments, **named):
    """The status with which a call is refused, and S3's code."""
    try:
        call(*arguments, **named)
    except ClientError as refused:
        return f"{refused.response['ResponseMetadata']['HTTPStatusCode']} {refused.response['Error']['Code']}"
    return "200"


def body(key, **named):
    return s3.get_object(Bucket=BUCKET, Key=key, **named)["Body"].read()


class Pipe(io.RawIOBase):
    """Bytes of which neither length nor a second reading is to be had."""

    def __init__(self, data):
        self.data = io.BytesIO(data)

    def readable(self):
        return True

    def readinto(self, into):
        read = self.data.read(min(len(into), 70_000))
        into[: len(read)] = read
        return len(read)


@step("create")
def create():
    same(code(s3.head_bucket, Bucket=BUCKET), "404 404")
    s3.create_bucket(Bucket=BUCKET)
    s3.head_bucket(Bucket=BUCKET)
    assert BUCKET in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    s3.get_bucket_location(Bucket=BUCKET)


@step("small")
def small():
    put = s3.put_object(
        Bucket=BUCKET, Key="small", Body=SMALL, ContentType="text/x-small", Metadata={"colour": "blue"}, Tagging="a=b"
    )
    same(body("small"), SMALL)
    head = s3.head_object(Bucket=BUCKET, Key="small")
    same(
        (head["ContentLength"], head["ContentType"], head["Metadata"], head["ETag"]),
        (len(SMALL), "text/x-small", {"colour": "blue"}, put["ETag"]),
    )
    same(s3.get_object_tagging(Bucket=BUCKET, Key="small")["TagSet"], [{"Key": "a", "Value": "b"}])
    s3.put_object(Bucket=BUCKET, Key="empty", Body=b"")
    same(body("empty"), b"")
    s3.upload_fileobj(Pipe(SMALL), BUCKET, "pipe", Config=parts)
    same(body("pipe"), SMALL)
    for algorithm in ["CRC32", "SHA1", "SHA256", "CRC32C", "CRC64NVME"]:
        try:
            s3.put_object(Bucket=BUCKET, Key="checked", Body=io.BytesIO(SMALL), ChecksumAlgorithm=algorithm)
        except botocore.exceptions.MissingDependencyException:
            print("without awscrt there is no", algorithm)
            continue
        except (botocore.exceptions.ParamValidationError, ValueError) as unknown:
            print("not known to this version:", algorithm, unknown)
            continue
        except botocore.exceptions.FlexibleChecksumError as unknown:
            print("not known to this version:", algorithm, unknown)
            continue
        got = s3.get_object(Bucket=BUCKET, Key="checked", ChecksumMode="ENABLED")
        same(got["Body"].read(), SMALL)
        assert f"Checksum{algorithm}" in got, f"no {algorithm} came back"
    if "IfNoneMatch" in members:
        same(code(s3.put_object, Bucket=BUCKET, Key="small", Body=b"x", IfNoneMatch="*"), "412 PreconditionFailed")
        s3.put_object(Bucket=BUCKET, Key="small", Body=SMALL, IfMatch=put["ETag"])


@step("multipart")
def multipart():
    s3.upload_fileobj(io.BytesIO(LARGE), BUCKET, "large", Config=parts, ExtraArgs={"Metadata": {"in": "parts"}})
    into = io.BytesIO()
    s3.download_fileobj(BUCKET, "large", into, Config=parts)
    same(into.getvalue(), LARGE)
    head = s3.head_object(Bucket=BUCKET, Key="large")
    same((head["ETag"].split("-")[1], head["Metadata"]), ('5"', {"in": "parts"}))
    same(body("large", PartNumber=2), LARGE[5 << 20 : 10 << 20])
    if hasattr(s3, "get_object_attributes"):
        wanted = ["ETag", "Checksum", "ObjectParts", "ObjectSize"]
        seen = s3.get_object_attributes(Bucket=BUCKET, Key="large", ObjectAttributes=wanted)
        same((seen["ObjectSize"], seen["ObjectParts"]["TotalPartsCount"]), (len(LARGE), 5))
    s3.upload_fileobj(Pipe(LARGE), BUCKET, "piped", Config=parts)
    same(body("piped"), LARGE)
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key="given-up")["UploadId"]
    s3.upload_part(Bucket=BUCKET, Key="given-up", UploadId=upload, PartNumber=3, Body=SMALL)
    same([part["PartNumber"] for part in s3.list_parts(Bucket=BUCKET, Key="given-up", UploadId=upload)["Parts"]], [3])
    same([found["Key"] for found in s3.list_multipart_uploads(Bucket=BUCKET)["Uploads"]], ["given-up"])
    s3.abort_multipart_upload(Bucket=BUCKET, Key="given-up", UploadId=upload)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=BUCKET)


@step("list")
def listing():
    for key in ODD:
        s3.put_object(Bucket=BUCKET, Key="odd/" + key, Body=key.encode())
    expected = sorted(("odd/" + key for key in ODD), key=str.encode)
    for call in ["list_objects", "list_objects_v2"]:
        pages = s3.get_paginator(call).paginate(Bucket=BUCKET, Prefix="odd/", PaginationConfig={"PageSize": 4})
        same([entry["Key"] for page in pages for entry in page["Contents"]], expected)
    for key in expected:
        same(body(key), key[4:].encode())
    folders = s3.list_objects_v2(Bucket=BUCKET, Prefix="odd/", Delimiter="/")
    same(
        [entry["Prefix"] for entry in folders["CommonPrefixes"]],
        sorted({key[: key.index("/", 4) + 1] for key in expected if "/" in key[4:]}, key=str.encode),
    )


@step("range")
def ranges():
    same(body("large", Range="bytes=1000000-1999999"), LARGE[1_000_000:2_000_000])
    same(body("large", Range="bytes=-7"), LARGE[-7:])
    same(code(s3.get_object, Bucket=BUCKET, Key="small", Range="bytes=100000-"), "416 InvalidRange")


@step("copy")
def copy():
    for key in ["small", "odd/" + ODD[-1], "odd/quest?ion=1&x=2", "odd/pl+us"]:
        s3.copy_object(Bucket=BUCKET, Key="copied/" + key, CopySource={"Bucket": BUCKET, "Key": key})
        same(body("copied/" + key), body(key))
    s3.copy({"Bucket": BUCKET, "Key": "large"}, BUCKET, "copied/large", Config=parts)
    same(body("copied/large"), LARGE)


@step("presign")
def presign():
    target = {"Bucket": BUCKET, "Key": "pre/signed ü"}
    fetch(s3.generate_presigned_url("put_object", target, ExpiresIn=60), "PUT", SMALL)
    same(fetch(s3.generate_presigned_url("get_object", target, ExpiresIn=60)), SMALL)


@step("versions")
def versions():
    enabled = {"Status": "Enabled"}
    answer = code(s3.put_bucket_versioning, Bucket=BUCKET, VersioningConfiguration=enabled)
    if answer == "501 NotImplemented":
        raise Skip("the node has no versioning")
    same(answer, "200")
    first = s3.put_object(Bucket=BUCKET, Key="kept", Body=b"first")["VersionId"]
    s3.put_object(Bucket=BUCKET, Key="kept", Body=b"second")
    marker = s3.delete_object(Bucket=BUCKET, Key="kept")
    assert marker["DeleteMarker"]
    same(code(s3.head_object, Bucket=BUCKET, Key="kept"), "404 404")
    same(body("kept", VersionId=first), b"first")
    s3.delete_object(Bucket=BUCKET, Key="kept", VersionId=marker["VersionId"])
    same(body("kept"), b"second")


@step("delete")
def delete():
    same(code(s3.delete_bucket, Bucket=BUCKET), "409 BucketNotEmpty")
    s3.delete_object(Bucket=BUCKET, Key="small")
    same(code(s3.head_object, Bucket=BUCKET, Key="small"), "404 404")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=BUCKET):
        entries = page.get("Versions", []) + page.get("DeleteMarkers", [])
        keys = [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in entries]
        for at in range(0, len(keys), 7):
            answer = s3.delete_objects(Bucket=BUCKET, Delete={"Objects": keys[at : at + 7]})
            same((len(answer["Deleted"]), answer.get("Errors", [])), (len(keys[at : at + 7]), []))
    s3.delete_bucket(Bucket=BUCKET)
    same(code(s3.get_object, Bucket=BUCKET, Key="small"), "404 NoSuchBucket")


@step("readme")
def as_printed():
    readme("boto3")
