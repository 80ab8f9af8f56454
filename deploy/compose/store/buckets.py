"""Make the buckets that are missing: ``python3 buckets.py NAME…``, with the usual variables of AWS."""

import sys

import boto3
from botocore.config import Config


def main(names: list[str]) -> None:
    """Make each bucket unless it is there, and say which were made."""
    store = boto3.client("s3", config=Config(s3={"addressing_style": "path"}))
    there = {bucket["Name"] for bucket in store.list_buckets()["Buckets"]}
    for name in names:
        if name not in there:
            store.create_bucket(Bucket=name)
        print(f"{name}: {'was there' if name in there else 'made'}")


if __name__ == "__main__":
    main(sys.argv[1:])
