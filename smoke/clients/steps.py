"""What a client's script in Python starts with; steps are told to the file $REPORT, all else goes to the log."""

import os
import ssl
import traceback
import urllib.request

ENDPOINT = os.environ["S3_ENDPOINT"]
HOST = os.environ["S3_HOST"]
CACERT = os.environ.get("S3_CACERT") or None
KEY = os.environ["AWS_ACCESS_KEY_ID"]
SECRET = os.environ["AWS_SECRET_ACCESS_KEY"]
BUCKET = os.environ["BUCKET"]
WORK = os.environ["WORK"]

with open(os.environ["SMALL"], "rb") as file:
    SMALL = file.read()
with open(os.environ["LARGE"], "rb") as file:
    LARGE = file.read()
with open(os.environ["KEYS"], encoding="utf-8") as file:
    ODD = file.read().splitlines()


class Skip(Exception):
    """A step that cannot be taken, and why."""


def step(name):
    """Takes the function below it as a step, at once."""

    def take(function):
        print("==", name, flush=True)
        try:
            function()
        except Skip as skipped:
            tell(name, "skipped", str(skipped))
        except Exception as failed:
            traceback.print_exc()
            tell(name, "FAIL", f"{type(failed).__name__}: {failed}")
        else:
            tell(name, "ok")
        return function

    return take


def tell(name, outcome, note=""):
    with open(os.environ["REPORT"], "a", encoding="utf-8") as report:
        report.write(f"{name}\t{outcome}\t{' '.join(note.split())}\n")


def same(seen, expected):
    """Fails where the two are not equal, without printing megabytes."""
    if seen != expected:
        raise AssertionError(f"{short(seen)} instead of {short(expected)}")


def short(value):
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:200]}... ({len(value)})"


def fetch(url, method="GET", body=None):
    """A plain request, as anybody with the URL can make it: the body of the answer."""
    secure = ssl.create_default_context(cafile=CACERT) if CACERT else None
    with urllib.request.urlopen(urllib.request.Request(url, method=method, data=body), context=secure) as answer:
        return answer.read()


def readme(client):
    """Runs the block of README.md that is there for a client, as it is printed, against the node that is smoked."""
    if CACERT:
        raise Skip("README shows it over plain HTTP")
    with open("README.md", encoding="utf-8") as file:
        after = file.read().split(f"<!-- ./dev smoke clients runs this with {client} -->", 1)[1]
    block = after.split("```python\n", 1)[1].split("```", 1)[0]
    exec(compile(block.replace("127.0.0.1:7070", HOST), "README.md", "exec"), {})
