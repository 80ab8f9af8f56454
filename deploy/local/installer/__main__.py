"""Install, start, roll back and uninstall Hoofbeat on one computer. Standard library only."""

import argparse
import sys
from pathlib import Path

import checks
import entries
import folders
import installing
import keeping
import removing
import starting
from words import Refused, complain, say

_HERE = Path(__file__).resolve().parent
_SETTINGS = """# Hoofbeat: one NAME=value a line / un NOMBRE=valor por línea
# HOOFBEAT_PORT=8000
# HOOFBEAT_ALTITUDE=2600
"""


def main() -> int:
    """Do what the command line asks for; from the archive that is to install, once installed it is to start."""
    from_archive = (_HERE.parent / "archive.json").is_file()
    asked = argparse.ArgumentParser(prog="hoofbeat-pc", description=__doc__)
    tasks = ("install", "start", "stop", "versions", "rollback", "uninstall")
    asked.add_argument("task", nargs="?", choices=tasks, default="install" if from_archive else "start")
    asked.add_argument("--trusted", type=Path, help="install: public key that came another way")
    asked.add_argument("--new-key", action="store_true", help="install: the archive's key may differ from the last one")
    asked.add_argument("--no-browser", action="store_true", help="start: do not open the page")
    options = asked.parse_args()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        if options.task == "install":
            installing.install(_HERE.parent, options.trusted, options.new_key)
            write_settings()
        elif options.task == "start":
            return starting.start(not options.no_browser)
        elif options.task == "stop":
            starting.stop()
        elif options.task == "versions":
            versions()
        elif options.task == "rollback":
            keeping.roll_back()
        else:
            uninstall()
    except Refused as refusal:
        complain(refusal)
        return 1
    return 0


def write_settings() -> None:
    """Write the file of settings, unless the person has one."""
    if not folders.settings().exists():
        folders.settings().parent.mkdir(parents=True, exist_ok=True)
        folders.settings().write_text(_SETTINGS, encoding="utf-8")


def versions() -> None:
    """List what is installed."""
    for version in keeping.complete():
        said = checks.about(version)
        mark = "*" if version == keeping.in_use() else " "
        sys.stdout.write(f"{mark} {said['release']}  Hoofbeat {said['hoofbeat']}, bundle {said['bundle']}\n")


def uninstall() -> None:
    """Remove every version, the settings and the icons; nothing of Hoofbeat stays but cases that were registered."""
    if starting.running():
        raise Refused(
            "Hoofbeat is running: close its window first (or: hoofbeat-pc stop).",
            "Hoofbeat está abierto: cierre antes su ventana (o: hoofbeat-pc stop).",
        )
    if sys.platform == "win32" and folders.data() in Path(sys.prefix).parents:
        raise Refused(
            "Windows cannot delete a program that runs: use “install.cmd uninstall” of the unpacked archive.",
            "Windows no puede borrar un programa en uso: use «install.cmd uninstall» del archivo descomprimido.",
        )
    entries.remove()
    settings = folders.settings()
    settings.unlink(missing_ok=True)
    if settings.parent.name == "hoofbeat" and settings.parent.is_dir() and not any(settings.parent.iterdir()):
        settings.parent.rmdir()
    kept = removing.clear(folders.data())
    say("Hoofbeat is removed.", "Hoofbeat se ha quitado.")
    if kept:
        say(
            f"Registered cases stay in {kept}: keep the file, or delete it yourself.",
            f"Los casos registrados quedan en {kept}: conserve el archivo o bórrelo usted.",
        )


if __name__ == "__main__":
    sys.exit(main())
