"""polars: tables in Parquet, written and read back in parts."""

from subprocess import run

import polars
from steps import BUCKET, CACERT, ENDPOINT, KEY, SECRET, same, step

print("polars", polars.__version__)
options = {
    "aws_endpoint_url": ENDPOINT,
    "aws_access_key_id": KEY,
    "aws_secret_access_key": SECRET,
    "aws_region": "us-east-1",
    "aws_allow_http": "true",
}
if CACERT:
    options["allow_invalid_certificates"] = "true"
table = polars.DataFrame({"n": range(3_000_000)}).with_columns(hash=polars.col("n").hash(7))


@step("create")
def create():
    run(["./cistern", "bucket", "create", BUCKET], check=True)


@step("small")
def small():
    table.head(100).write_parquet(f"s3://{BUCKET}/t/small.parquet", storage_options=options)
    assert polars.read_parquet(f"s3://{BUCKET}/t/small.parquet", storage_options=options).equals(table.head(100))


@step("multipart")
def multipart():
    table.write_parquet(f"s3://{BUCKET}/large.parquet", storage_options=options)
    assert polars.read_parquet(f"s3://{BUCKET}/large.parquet", storage_options=options).equals(table)


@step("list")
def listing():
    table.head(7).write_parquet(f"s3://{BUCKET}/t/more.parquet", storage_options=options)
    same(polars.scan_parquet(f"s3://{BUCKET}/t/*.parquet", storage_options=options).collect().height, 107)


@step("range")
def ranges():
    some = polars.scan_parquet(f"s3://{BUCKET}/large.parquet", storage_options=options).select("n").slice(2_000_000, 5)
    same(some.collect()["n"].to_list(), [*range(2_000_000, 2_000_005)])


@step("delete")
def delete():
    run(["./cistern", "bucket", "rm", "--force", BUCKET], check=True)
