"""Runs moto, the stand-in for AWS, on the port it is told: a process of its own (``python cloud.py PORT``).

moto refuses whatever a Deny of a bucket's policy names, without looking at its condition: the rule "refuse without TLS"
would refuse all. It is read back and compared by the tests instead, and not applied here.
"""

import sys

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket
from moto.server import main

if __name__ == "__main__":
    FakeBucket.get_permission = lambda *_: PermissionResult.NEUTRAL  # type: ignore[method-assign]
    main(["-H", "127.0.0.1", "-p", sys.argv[1]])
