"""Generates API clients and tests each against a gateway and against a simulated future gateway (grown.py).

Called by scripts/clients. Every client runs the same steps in its own language: check_*.py, check.go, check.ts. A step
prints its name when it has passed.
"""
import argparse, os, pathlib, shutil, subprocess, sys, threading, time

import grown

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import experiment  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
BIN = pathlib.Path(sys.executable).parent

STEPS = [
    "create", "null and omitted", "batch", "upload and download", "typed 412", "accepted for later (202)", "times in a query",
    "unknown field and tracker",
]
"""The steps that each client must pass, in this order."""


def run(*command, **options):
    """Runs a command and returns its output; if it fails, prints the output and exits."""
    outcome = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if outcome.returncode != 0:
        print(outcome.stdout[-8000:])
        raise SystemExit(f"failed: {' '.join(map(str, command))}")
    return outcome.stdout


def openapi_generator(contract, folder, generator, properties=""):
    options = ["--additional-properties", properties] if properties else []
    run(BIN / "openapi-generator-cli", "generate", "--input-spec", contract, "--generator-name", generator, "--output", folder, *options)


def python_client(contract, folder):
    """openapi-python-client: attrs and httpx."""
    # A warning means that the generator lacks support for a part of openapi.yaml. PATH, because it calls ruff.
    run(BIN / "openapi-python-client", "generate", "--path", contract, "--output-path", folder, "--config", HERE / "python_client.yaml",
        "--fail-on-warning", env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"})
    return [sys.executable, HERE / "check_python_client.py", folder]


def python(contract, folder):
    """openapi-generator's Python: pydantic and urllib3."""
    openapi_generator(contract, folder, "python")
    return [sys.executable, HERE / "check_python.py", folder]


def go(contract, folder):
    """openapi-generator's Go, with the options documented in docs/clients.md."""
    openapi_generator(contract, folder, "go", "enumClassPrefix=true,disallowAdditionalPropertiesIfNotPresent=false,withGoMod=false")
    # Use Debian's copy of the only library that the client imports, because the module proxy may be unreachable.
    validator = pathlib.Path("/usr/share/gocode/src/gopkg.in/validator.v2")
    shutil.copytree(validator, folder / "vendor/gopkg.in/validator.v2", ignore=shutil.ignore_patterns("*_test.go"))
    (folder / "vendor/modules.txt").write_text("# gopkg.in/validator.v2 v2.0.0\n## explicit\ngopkg.in/validator.v2\n")
    (folder / "go.mod").write_text("module example.org/client\n\ngo 1.19\n\nrequire gopkg.in/validator.v2 v2.0.0\n")
    (folder / "check").mkdir()
    shutil.copy(HERE / "check.go", folder / "check/main.go")
    environment = {**os.environ, "GOFLAGS": "-mod=vendor", "GOPROXY": "off", "GOCACHE": str(folder / ".cache")}
    run("go", "build", "-o", "check/check", "./check", cwd=folder, env=environment)
    return [folder / "check/check"]


def typescript(contract, folder):
    """openapi-generator's typescript-fetch."""
    openapi_generator(contract, folder, "typescript-fetch")
    shutil.copy(HERE / "check.ts", folder / "check.ts")
    # The generated code narrows types with `in`, which TypeScript supports since 4.9; Debian 12 has 4.8.
    run("tsc", "--strict", "--suppressImplicitAnyIndexErrors", "--target", "es2020", "--module", "commonjs", "--lib", "es2020,dom",
        "--outDir", folder / "out", folder / "check.ts")
    return ["node", folder / "out/check.js"]


CLIENTS = {"python-client": python_client, "python": python, "go": go, "typescript": typescript}


def check(name, options, environment):
    """Generates, builds and runs one client."""
    folder = pathlib.Path(options.work) / name
    began = time.monotonic()
    command = CLIENTS[name](options.contract, folder)
    generated = time.monotonic()
    passed = run(*command, env=environment).splitlines()
    if passed != STEPS:
        raise SystemExit(f"{name}: passed {passed}, not {STEPS}")
    print(f"{name}: generated and built in {generated - began:.1f} s, {len(passed)} steps in {time.monotonic() - generated:.1f} s: "
          + ", ".join(passed), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("gateway", "port", "work", "token-file", "contract"):
        parser.add_argument(f"--{option}", required=True)
    parser.add_argument("names", nargs="+", choices=sorted(CLIENTS))
    options = parser.parse_args()
    gateway = experiment.Gateway(options.gateway, options.port, pathlib.Path(options.work) / "gateway.log")
    gateway.start("--migrate")
    try:
        gateway.wait(options.token_file)
        server = grown.serve(gateway.url)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = {
            **os.environ, "GATEWAY_URL": gateway.url, "GATEWAY_TOKEN": gateway.token,
            "GROWN_GATEWAY_URL": f"http://127.0.0.1:{server.server_port}",
        }
        for name in options.names:
            check(name, options, environment)
    finally:
        gateway.process.terminate()
        gateway.process.wait()


main()
