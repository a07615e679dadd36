#!/usr/bin/env python3
"""Objects through a bucket in front of a cloud: put here and read there with the cloud's own client, put there and read here,
cold and warm, all bytes compared. Between node and cloud stands a forwarder that counts what is asked.

    transfer.py --url BACKEND --cloud PORT --node HOST:PORT --objects N --keys ACCESS:SECRET
"""
import argparse
import asyncio
import http.client
import json
import multiprocessing
import os
import queue
import random
import sys
import threading
import time
import urllib.parse

WORKERS = 8
MIB = 1 << 20
BASE = random.Random(20).randbytes(MIB)
METHODS = (b"GET ", b"HEAD ", b"PUT ", b"POST ", b"DELETE ")


def size(number):
    """2 GiB in 10,000: a few that go in parts, some large, most small."""
    if number % 2500 == 7:
        return 80 * MIB
    if number % 100 == 3:
        return 9 * MIB + number
    if number % 10 == 5:
        return 512 * 1024 + number
    return 48 * 1024 + number


def body(key, number):
    """Bytes that follow from the key."""
    head = key.encode().ljust(64, b".")
    length = size(number) - len(head)
    turn = number % 4096
    turned = BASE[turn:] + BASE[:turn]
    whole, rest = divmod(length, MIB)
    return head + turned * whole + turned[:rest]


async def forward(port, cloud, asked):
    """Passes bytes to the cloud, and counts requests: nobody sends one before the last is answered."""

    async def passed(reader, writer, counts):
        try:
            while data := await reader.read(1 << 18):
                if counts and data.startswith(METHODS):
                    with asked.get_lock():
                        asked.value += 1
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def connected(reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", cloud)
        except OSError:
            writer.close()
            return
        await asyncio.gather(passed(reader, far_writer, True), passed(far_reader, writer, False))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port.value = server.sockets[0].getsockname()[1]
    await server.serve_forever()


class Here:
    """The node, over a connection of its own for each thread."""

    def __init__(self, address, bucket):
        self.address, self.bucket = address, bucket
        self.local = threading.local()

    def ask(self, method, path, content=None, kind=None):
        for last in (False, True):
            if getattr(self.local, "connection", None) is None:
                self.local.connection = http.client.HTTPConnection(self.address, timeout=300)
            try:
                self.local.connection.request(method, path, content, {"Content-Type": kind} if kind else {})
                answer = self.local.connection.getresponse()
                return answer.status, answer.read()
            except (http.client.HTTPException, OSError):
                self.local.connection = None
                if last:
                    raise

    def create(self, backend):
        command = json.dumps({"action": "create-bck", "value": {"backend": backend}})
        status, said = self.ask("POST", f"/v1/buckets/{self.bucket}", command, "application/json")
        if status != 200:
            raise RuntimeError(f"the bucket was not made: {status} {said}")

    def put(self, key, content):
        status, said = self.ask("PUT", f"/v1/objects/{self.bucket}/{key}", content)
        if status != 200:
            raise RuntimeError(f"PUT {key} gave {status}: {said[:300]}")

    def get(self, key):
        status, content = self.ask("GET", f"/v1/objects/{self.bucket}/{key}")
        if status != 200:
            raise RuntimeError(f"GET {key} gave {status}: {content[:300]}")
        return content


class S3:
    def __init__(self, cloud, bucket, prefix, keys):
        import boto3
        import botocore.config

        self.bucket, self.prefix = bucket, prefix
        access, secret = keys.split(":")
        self.client = boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{cloud}",
            region_name="us-east-1",
            aws_access_key_id=access,
            aws_secret_access_key=secret,
            config=botocore.config.Config(
                max_pool_connections=WORKERS,
                s3={"addressing_style": "path"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, key, content):
        self.client.put_object(Bucket=self.bucket, Key=self.prefix + key, Body=content)

    def get(self, key):
        return self.client.get_object(Bucket=self.bucket, Key=self.prefix + key)["Body"].read()


class Azure:
    def __init__(self, cloud, container, prefix, keys):
        from azure.storage.blob import ContainerClient

        account, key = keys.split(":")
        self.prefix = prefix
        # A version that Azurite knows, too.
        self.container = ContainerClient(
            f"http://127.0.0.1:{cloud}/{account}",
            container,
            {"account_name": account, "account_key": key},
            api_version="2021-12-02",
        )

    def put(self, key, content):
        self.container.upload_blob(self.prefix + key, content, overwrite=True)

    def get(self, key):
        return self.container.download_blob(self.prefix + key).readall()


class Google:
    def __init__(self, cloud, bucket, prefix, keys):
        from google.auth.credentials import AnonymousCredentials
        from google.cloud import storage

        os.environ["STORAGE_EMULATOR_HOST"] = f"http://127.0.0.1:{cloud}"
        client = storage.Client(project="smoke", credentials=AnonymousCredentials())
        self.prefix, self.bucket = prefix, client.bucket(bucket)

    def put(self, key, content):
        self.bucket.blob(self.prefix + key).upload_from_string(content, "application/octet-stream")

    def get(self, key):
        return self.bucket.blob(self.prefix + key).download_as_bytes()


def all_of(numbers, what):
    """Does it for each number, by a few threads at once; what was wrong."""
    waiting = queue.SimpleQueue()
    for number in numbers:
        waiting.put(number)
    wrong = []

    def work():
        while True:
            try:
                number = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                if what(number) is False:
                    wrong.append(f"{number} has other bytes")
            except Exception as failure:  # whatever a client throws
                wrong.append(f"{number}: {failure!r}")

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--cloud", type=int, required=True)
    parser.add_argument("--node", required=True)
    parser.add_argument("--objects", type=int, required=True)
    parser.add_argument("--keys", default=":")
    given = parser.parse_args()

    port, asked = multiprocessing.Value("i", 0), multiprocessing.Value("l", 0)
    forwarder = multiprocessing.Process(
        target=lambda: asyncio.run(forward(port, given.cloud, asked)), daemon=True
    )
    forwarder.start()
    while not port.value:
        time.sleep(0.01)
    backend = given.url.replace("/below/", "/moved/").replace(f":{given.cloud}", f":{port.value}")
    scheme = given.url.split(":")[0]
    bucket = urllib.parse.urlparse(given.url).path.split("/")[1] if scheme == "az" else urllib.parse.urlparse(given.url).netloc
    there = {"s3": S3, "az": Azure, "gs": Google}[scheme](given.cloud, bucket, "moved/", given.keys)
    here = Here(given.node, "moved")
    here.create(backend)

    half = given.objects // 2
    ours, theirs = range(half), range(half, given.objects)
    total = sum(size(number) for number in range(given.objects))
    print(f"{given.objects} objects, {total / MIB:.0f} MiB, half of them each way", flush=True)
    failed = 0

    def step(name, numbers, what, most=None):
        nonlocal failed
        begun, before = time.monotonic(), asked.value
        wrong = all_of(numbers, what)
        requests = asked.value - before
        bad = bool(wrong) or (most is not None and requests > most)
        failed += bad
        seconds = time.monotonic() - begun
        print(
            f"{'FAILED' if bad else 'ok'}: {name}: {len(numbers)} objects, {len(wrong)} wrong, "
            f"{requests} requests upstream, {seconds:.0f} s",
            flush=True,
        )
        for line in wrong[:5]:
            print(f"    {line}", flush=True)

    def key(number):
        return f"o{number:05}"

    step("put here", ours, lambda n: here.put(key(n), body(key(n), n)))
    step("read there with the cloud's own client", ours, lambda n: there.get(key(n)) == body(key(n), n))
    step("put there with the cloud's own client", theirs, lambda n: there.put(key(n), body(key(n), n)))
    step("read here, cold", theirs, lambda n: here.get(key(n)) == body(key(n), n), most=len(theirs))
    step("read here, warm", theirs, lambda n: here.get(key(n)) == body(key(n), n), most=0)
    # What is written goes through, and is fetched when it is read.
    step("read here what was put here, cold", ours, lambda n: here.get(key(n)) == body(key(n), n), most=len(ours))
    step("read here what was put here, warm", ours, lambda n: here.get(key(n)) == body(key(n), n), most=0)
    # Whoever counts can count: what was never asked for is one request.
    step("control: what nobody has is asked for", [given.objects], lambda n: here.ask("GET", "/v1/objects/moved/none")[0] == 404)
    if asked.value == 0:
        print("FAILED: nothing was counted upstream")
        failed += 1
    forwarder.terminate()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    main()
