"""Runs the steps of ./Dockerfile in chroots, on a machine without a container engine.

usage: dockerfile.py FOLDER --base ROOTFS [--toolchain FOLDER] [--bind PATH]... [--env NAME=VALUE]...

Creates a root file system for each stage in FOLDER. The last stage is FOLDER/final; its configuration is written to
FOLDER/final.json. Every base image is a copy of ROOTFS (a debootstrap of Debian bookworm). If a base image's name starts
with `swift`, the toolchain is mounted at /usr/local/swift and the Debian packages of Swift's own images are installed.
Docker's layers, namespaces and caches are not emulated: this only tests that the steps work in this order on a minimal
system, with only the files of the build context.
Supports FROM, ARG, RUN, COPY, WORKDIR, ENV and USER; EXPOSE, STOPSIGNAL, HEALTHCHECK, ENTRYPOINT and CMD are recorded.
"""
import argparse
import contextlib
import fnmatch
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

# The packages that the Dockerfile of Swift's bookworm image installs in addition to the toolchain.
SWIFT_IMAGE_PACKAGES = (
    "binutils-gold git libc6-dev libcurl4-openssl-dev libedit2 libgcc-12-dev libncurses6 libpython3-dev libsqlite3-0 "
    "libstdc++-12-dev libxml2-dev pkg-config tzdata zlib1g-dev")

parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--base", type=pathlib.Path, required=True)
parser.add_argument("--toolchain", type=pathlib.Path)
parser.add_argument("--bind", action="append", default=[])
parser.add_argument("--env", action="append", default=[])
options = parser.parse_args()


def instructions(text):
    """(name, rest) of each instruction, with continuation lines joined and comments removed."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        if line.strip():
            name, _, rest = line.strip().partition(" ")
            yield name.upper(), rest.strip()


def context_files():
    """The build context: the files known to git, except those that .dockerignore excludes."""
    rules = [line.strip() for line in open(".dockerignore") if line.strip() and not line.startswith("#")]
    for name in subprocess.check_output(["git", "ls-files", "--cached", "--others", "--exclude-standard"], text=True).splitlines():
        kept = True
        for rule in rules:
            pattern = rule.lstrip("!")
            if fnmatch.fnmatch(name, pattern) or name.startswith(pattern + "/") or fnmatch.fnmatch(name.split("/")[0], pattern):
                kept = rule.startswith("!")
        if kept:
            yield name


@contextlib.contextmanager
def mounted(root, with_toolchain):
    """Mounts a container's file systems, the toolchain and the --bind folders while a step runs."""
    mounts = []

    def mount(source, target, *arguments):
        target = pathlib.Path(target)
        if pathlib.Path(source).is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        else:
            target.mkdir(parents=True, exist_ok=True)
        subprocess.check_call(["mount", *arguments, str(source), str(target)])
        mounts.append(target)

    try:
        mount("proc", root / "proc", "-t", "proc")
        mount("/dev", root / "dev", "--bind")
        if with_toolchain and options.toolchain:
            mount(options.toolchain, root / "usr/local/swift", "--bind", "-o", "ro")
        for path in options.bind:
            mount(path, root / path.lstrip("/"), "--bind", "-o", "ro")
        yield
    finally:
        for target in reversed(mounts):
            subprocess.call(["umount", str(target)])


class Stage:
    """A build stage: its root file system and the state set by its instructions."""

    def __init__(self, name, image):
        self.root = options.folder / name
        self.is_swift = image.startswith("swift")
        self.directory, self.user, self.settings = "/", "0", {}
        self.environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
        if self.is_swift:
            self.environment["PATH"] += ":/usr/local/swift/usr/bin"
        subprocess.check_call(["cp", "--archive", str(options.base), str(self.root)])
        shutil.copy("/etc/resolv.conf", self.root / "etc/resolv.conf")
        if os.path.exists("/etc/gitconfig") and self.is_swift:
            shutil.copy("/etc/gitconfig", self.root / "etc/gitconfig")
        if self.is_swift:
            self.run(f"apt-get update --quiet=2 && apt-get install --yes --quiet=2 --no-install-recommends {SWIFT_IMAGE_PACKAGES} >/dev/null")

    def run(self, command):
        with mounted(self.root, self.is_swift):
            environment = options.env + [f"{name}={value}" for name, value in self.environment.items()]
            shell = f"cd {shlex.quote(self.directory)} && {command}"
            subprocess.check_call(
                ["env", "-i", *environment, "chroot", f"--userspec={self.user}", str(self.root), "/bin/sh", "-c", shell],
                stdin=subprocess.DEVNULL)

    def copy(self, rest, stages, files):
        words = shlex.split(rest)
        source = stages[words.pop(0).split("=", 1)[1]] if words[0].startswith("--from=") else None
        *names, target = words
        place = self.root / os.path.join(self.directory, target).lstrip("/")
        if target.endswith("/") or len(names) > 1:
            place.mkdir(parents=True, exist_ok=True)
        for name in names:
            if source:
                self.put(source.root / name.lstrip("/"), place)
            elif any(sign in name for sign in "*?["):
                # As in Docker, a pattern may match nothing if another source of the instruction exists.
                for match in fnmatch.filter(files, name):
                    self.put_from_context(match, place, files)
            else:
                self.put_from_context(name, place, files)

    def put_from_context(self, name, place, files):
        found = [file for file in files if file == name or file.startswith(name + "/")]
        if not found:
            sys.exit(f"COPY {name}: not in the build context")
        for file in found:
            inner = place / os.path.relpath(file, name) if file != name else place
            inner.parent.mkdir(parents=True, exist_ok=True)
            self.put(pathlib.Path(file), inner)

    @staticmethod
    def put(source, place):
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, place, dirs_exist_ok=True)
        else:
            shutil.copy2(source, place)


def build():
    arguments, stages, stage, files = {}, {}, None, list(context_files())
    for name, rest in instructions(open("Dockerfile").read()):
        print(f"--- {name} {rest[:110]}", flush=True)
        if name == "ARG":
            arguments.update([rest.split("=", 1)])
        elif name == "FROM":
            image, _, label = re.sub(r"\$\{(\w+)\}", lambda match: arguments[match[1]], rest).partition(" AS ")
            stage = stages[label or "final"] = Stage(label or "final", image)
        elif name == "RUN":
            stage.run(rest)
        elif name == "COPY":
            stage.copy(rest, stages, files)
        elif name == "WORKDIR":
            stage.directory = os.path.join(stage.directory, rest)
            (stage.root / stage.directory.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif name == "ENV":
            stage.environment.update(pair.split("=", 1) for pair in shlex.split(rest))
        elif name == "USER":
            stage.user = rest
        elif name in ("EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"):
            stage.settings[name] = json.loads(rest[rest.index("["):]) if "[" in rest else rest
        else:
            sys.exit(f"unsupported instruction: {name}")
    final = {"user": stage.user, "directory": stage.directory, "environment": stage.environment, **stage.settings}
    (options.folder / "final.json").write_text(json.dumps(final, indent=1))


build()
