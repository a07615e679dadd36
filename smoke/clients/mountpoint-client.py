"""The client inside mountpoint-s3, in C, as PyTorch's connector ships it."""

from subprocess import run

import s3torchconnectorclient
from s3torchconnectorclient._mountpoint_s3_client import MountpointS3Client, S3Exception
from steps import BUCKET, CACERT, ENDPOINT, LARGE, ODD, SMALL, Skip, same, step

print("s3torchconnectorclient", s3torchconnectorclient.__version__)
s3 = MountpointS3Client(
    region="us-east-1",
    user_agent_prefix="smoke",
    throughput_target_gbps=1.0,
    part_size=5 << 20,
    endpoint=ENDPOINT,
    force_path_style=True,
)


def write(key, data):
    stream = s3.put_object(BUCKET, key)
    for start in range(0, len(data), 1 << 20):
        stream.write(data[start : start + (1 << 20)])
    stream.close()


def read(key):
    return b"".join(s3.get_object(BUCKET, key))


# It makes no buckets.
@step("create")
def create():
    if CACERT:
        raise Skip("it believes the roots of the machine alone")
    run(["./cistern", "bucket", "create", BUCKET], check=True)


if not CACERT:

    @step("small")
    def small():
        write("small", SMALL)
        same(read("small"), SMALL)
        same(s3.head_object(BUCKET, "small").size, len(SMALL))
        write("empty", b"")
        same(read("empty"), b"")

    @step("multipart")
    def multipart():
        write("large", LARGE)
        same(read("large"), LARGE)

    @step("list")
    def listing():
        for key in ODD:
            write("odd/" + key, key.encode())
            same(read("odd/" + key), key.encode())
        pages = s3.list_objects(BUCKET, "odd/", "", 4)
        found = [entry.key for page in pages for entry in page.object_info]
        same(found, sorted(("odd/" + key for key in ODD), key=str.encode))

    @step("delete")
    def delete():
        s3.delete_object(BUCKET, "small")
        try:
            s3.head_object(BUCKET, "small")
            raise AssertionError("it is still there")
        except S3Exception:
            pass
        for page in s3.list_objects(BUCKET, "", "", 1000):
            for entry in page.object_info:
                s3.delete_object(BUCKET, entry.key)
        run(["./cistern", "bucket", "rm", BUCKET], check=True)
