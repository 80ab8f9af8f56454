"""What reading a compressed file raises where it is damaged."""

import zipfile
import zlib

#: A broken zip or member, a broken stream, one that is cut short, one the disk gives up on; RuntimeError stands for an
#: encrypted member and, as NotImplementedError, for a compression that this Python does not know.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)
