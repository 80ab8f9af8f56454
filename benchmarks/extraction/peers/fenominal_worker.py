"""Runs inside fenominal's environment: JSON lines of texts in, JSON lines of what it finds out.

    python fenominal_worker.py hp.json < texts > found

Its spans are offsets in UTF-8 bytes; here they become characters.
"""

import json
import sys
import time

from fenominal import Fenominal

engine = Fenominal(sys.argv[1])
for line in sys.stdin:
    text = json.loads(line)["text"]
    start = time.process_time()
    said = json.loads(engine.map_text(text))
    spent = time.process_time() - start
    octets = text.encode()
    found = [
        {
            "id": one["termId"],
            "status": "absent" if one["excluded"] else "present",
            "start": len(octets[: one["span"]["start"]].decode(errors="ignore")),
            "end": len(octets[: one["span"]["end"]].decode(errors="ignore")),
        }
        for one in said
    ]
    print(json.dumps({"found": found, "seconds": spent}))
