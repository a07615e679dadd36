"""PyArrow's file system, which is Amazon's SDK for C++."""

import pyarrow
from pyarrow import fs
from steps import BUCKET, CACERT, ENDPOINT, HOST, KEY, LARGE, ODD, SECRET, SMALL, same, step

print("pyarrow", pyarrow.__version__)
named = {"tls_ca_file_path": CACERT} if CACERT else {}
s3 = fs.S3FileSystem(
    access_key=KEY,
    secret_key=SECRET,
    region="us-east-1",
    scheme=ENDPOINT.split(":")[0],
    endpoint_override=HOST,
    allow_bucket_creation=True,
    allow_bucket_deletion=True,
    **named,
)


def write(key, data):
    with s3.open_output_stream(f"{BUCKET}/{key}") as out:
        out.write(data)


def read(key):
    with s3.open_input_stream(f"{BUCKET}/{key}") as stream:
        return stream.read()


@step("create")
def create():
    s3.create_dir(BUCKET)
    same(s3.get_file_info(BUCKET).type, fs.FileType.Directory)


@step("small")
def small():
    write("small", SMALL)
    same(read("small"), SMALL)
    same(s3.get_file_info(f"{BUCKET}/small").size, len(SMALL))


@step("multipart")
def multipart():
    with s3.open_output_stream(f"{BUCKET}/large", buffer_size=5 << 20) as out:
        for start in range(0, len(LARGE), 1 << 20):
            out.write(LARGE[start : start + (1 << 20)])
    same(read("large"), LARGE)


@step("list")
def listing():
    # It takes a slash at the end or a doubled one for a mistake, and sends a/./b as a/b, but signs it as it was.
    odd = [key for key in ODD if not key.endswith("/") and "//" not in key and "/./" not in key]
    for key in odd:
        write("odd/" + key, key.encode())
        same(read("odd/" + key), key.encode())
    found = s3.get_file_info(fs.FileSelector(f"{BUCKET}/odd", recursive=True))
    same(
        sorted(entry.path for entry in found if entry.type == fs.FileType.File),
        sorted(f"{BUCKET}/odd/{key}" for key in odd),
    )


@step("range")
def ranges():
    with s3.open_input_file(f"{BUCKET}/large") as file:
        same(file.read_at(1_000_000, 1_000_000), LARGE[1_000_000:2_000_000])


@step("copy")
def copy():
    s3.copy_file(f"{BUCKET}/small", f"{BUCKET}/copied ü")
    same(read("copied ü"), SMALL)
    s3.move(f"{BUCKET}/large", f"{BUCKET}/moved")
    same(read("moved"), LARGE)


@step("delete")
def delete():
    s3.delete_file(f"{BUCKET}/small")
    same(s3.get_file_info(f"{BUCKET}/small").type, fs.FileType.NotFound)
    s3.delete_dir_contents(BUCKET)
    s3.delete_dir(BUCKET)
