#!/usr/bin/env python3
"""Commands for a fresh machine that has only Python 3.11 or newer:

python3 dev.py run [--port N]      set everything up and serve the application for a trial
python3 dev.py test [pytest ...]   set everything up and run the whole suite
python3 dev.py setup               set up for development and stop there

Standard library only. What it makes (.venv, db.sqlite3, media) stays in the project's folder, or in
the user's cache folder where the project's folder cannot be written.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (older ones shall get this far)
    found = "{}.{}（{}）".format(sys.version_info[0], sys.version_info[1], sys.executable)  # noqa: UP032
    sys.exit(
        "需要 Python 3.11 或更新版本，当前是 " + found + "。请安装后用它运行，例如：python3.11 dev.py run"
    )

import argparse
import hashlib
import importlib.util
import io
import os
import socket
import subprocess
import tempfile
import urllib.parse
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
ON_WINDOWS = os.name == "nt"
# what a production environment may have set and a trial on this machine must not follow
PRODUCTION_VARIABLES = ["SECRET_KEY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DATABASE_URL", "MEDIA_ROOT"]
PRODUCTION_VARIABLES += ["STATIC_ROOT", "EMAIL_URL", "HTTPS", "BEHIND_PROXY", "DJANGO_SETTINGS_MODULE"]
FOREIGN_PYTHON = [
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "__PYVENV_LAUNCHER__",
    "PIP_TARGET",
    "PIP_PREFIX",
]
NOT_TESTED = "注意：PostgreSQL 未测试 —— "


def say(text: str) -> None:
    print(text, flush=True)


def fail(text: str) -> NoReturn:
    say("失败：" + text)
    sys.exit(1)


# --- where things are kept ---


def is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def home_cache() -> str | None:
    try:
        return str(Path.home() / ".cache")
    except RuntimeError:  # a user without a home
        return None


def keeping_folder() -> Path:
    """The project's folder, or, where that is read-only, one of the user's own."""
    if is_writable(ROOT):
        return ROOT
    name = "tasklists-" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    places = [os.environ.get("LOCALAPPDATA"), os.environ.get("XDG_CACHE_HOME"), home_cache()]
    folders = [Path(place) / name for place in places if place]
    for folder in [*folders, Path(tempfile.gettempdir()) / f"{name}-{user}"]:
        if is_writable(folder):
            say(f"项目文件夹不可写，虚拟环境和数据放在 {folder}")
            return folder
    fail(f"项目文件夹 {ROOT} 和用户缓存文件夹都不可写，请把项目复制到可写的文件夹再运行。")


def child_environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN_PYTHON}
    return kept | {"PYTHONUTF8": "1", "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"} | more


# --- set-up ---


def python_of(venv: Path) -> Path:
    return venv / "Scripts" / "python.exe" if ON_WINDOWS else venv / "bin" / "python"


def output_of(command: list[str]) -> tuple[bool, str]:
    """Run quietly in the project's folder: whether it went well, and all that it printed."""
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        return False, str(error)
    return done.returncode == 0, done.stdout


def is_usable(venv: Path) -> bool:
    went_well, version = output_of(
        [str(python_of(venv)), "-c", "import sys, pip; print(sys.version_info[:2])"]
    )
    return went_well and version.strip() == str(sys.version_info[:2])


def make_venv(venv: Path) -> None:
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    has_pip = importlib.util.find_spec("pip") is not None
    if "venv" in missing or (missing and not has_pip):
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        fail(
            f"这个 Python 缺少 {'、'.join(missing)} 模块，无法建立虚拟环境。"
            f"Debian/Ubuntu 请先以管理员身份运行：apt-get install python{version}-venv，然后再运行一次。"
        )
    say(f"正在建立虚拟环境 {venv} …")
    command = [sys.executable, "-m", "venv", "--clear", str(venv)]
    steps = [command]
    if missing:  # Debian without python3-venv, but with its own pip: that one can fill the new environment
        pip = [sys.executable, "-m", "pip", "--python", str(python_of(venv)), "install", "--quiet", "pip"]
        steps = [[*command, "--without-pip"], pip]
    for step in steps:
        went_well, printed = output_of(step)
        if not went_well:
            say(printed.strip())
            fail(f"无法建立虚拟环境 {venv}，原因见上。")


def set_up(folder: Path, requirements: str) -> Path:
    """Path of the environment's python, with the pinned requirements installed."""
    venv = folder / ".venv"
    if not is_usable(venv):
        make_venv(venv)
    python = python_of(venv)
    digest = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()
    stamp = venv / f"installed-{requirements}"
    if stamp.is_file() and stamp.read_text() == digest:
        return python
    say(f"正在安装 {requirements} 中的依赖（第一次需要几分钟）…")
    install = [
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "-r",
        str(ROOT / requirements),
    ]
    went_well, printed = output_of([str(python), "-m", "pip", *install])
    if not went_well:
        say("\n".join(line[:300] for line in printed.strip().splitlines()[-20:]))
        fail("依赖没有装上，原因见上（多半是连不上软件源：请检查网络或 pip 的镜像设置），改好后再运行一次。")
    stamp.write_text(digest)
    return python


# --- run ---


def free_port(first: int) -> int:
    for port in range(first, min(first + 50, 65536)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if not ON_WINDOWS:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    fail(f"从 {first} 起的 50 个端口都被占用，请用 --port 指定另一个。")


def manage(python: Path, environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [str(python), "manage.py", *words],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        say((done.stdout + done.stderr).strip())
        fail(f"manage.py {' '.join(words)} 没有成功，原因见上。")
    return done.stdout.strip()


def run(port: int) -> int:
    folder = keeping_folder()
    python = set_up(folder, "requirements.txt")
    for name in PRODUCTION_VARIABLES:
        os.environ.pop(name, None)
    environment = child_environment(
        DEBUG="1",
        DATABASE_URL=f"sqlite:///{(folder / 'db.sqlite3').as_posix()}",
        MEDIA_ROOT=str(folder / "media"),
    )
    manage(python, environment, "migrate", "--verbosity", "0", "--no-input")
    manage(python, environment, "load_fixtures")
    accounts = manage(python, environment, "load_demo")
    chosen = free_port(port)
    if chosen != port:
        say(f"端口 {port} 已被占用，改用 {chosen}。")
    say(f"{accounts}\n\n打开 http://127.0.0.1:{chosen}/ （按 Ctrl+C 停止）\n")
    serve = [str(python), "manage.py", "runserver", f"127.0.0.1:{chosen}"]
    if not ON_WINDOWS:
        os.chdir(ROOT)
        os.execve(serve[0], serve, environment)  # noqa: S606 (signals then reach the server itself)
    try:
        return subprocess.call(serve, cwd=ROOT, env=environment)
    except KeyboardInterrupt:
        return 0


# --- test ---

PROBE = """
import sys, psycopg2
for url in sys.argv[1:]:
    try:
        with psycopg2.connect(url, connect_timeout=5) as connection, connection.cursor() as cursor:
            cursor.execute("select rolcreatedb or rolsuper from pg_roles where rolname = current_user")
            if cursor.fetchone()[0]:
                print(url)
                break
    except psycopg2.Error:
        pass
"""


def answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def find_postgres(python: Path) -> tuple[str | None, str]:
    """Address of the PostgreSQL to test on, or None and why there is none."""
    for name in ("TEST_DATABASE_URL", "DATABASE_URL"):
        if os.environ.get(name, "").startswith(("postgres://", "postgresql://", "psql://")):
            return os.environ[name], ""
    if not answers("127.0.0.1", 5432):
        return None, "没有设置 TEST_DATABASE_URL，本机 5432 端口也没有 PostgreSQL（启动办法见 README.md）"
    user = urllib.parse.quote(os.environ.get("PGUSER") or os.environ.get("USER") or "postgres", safe="")
    secret = os.environ.get("PGPASSWORD")
    word = f":{urllib.parse.quote(secret, safe='')}" if secret else ""
    places = [f"postgres://{user}{word}@127.0.0.1:5432", "postgres://postgres@127.0.0.1:5432"]
    places += ["postgres://postgres:postgres@127.0.0.1:5432", "postgres://"]  # the last by local socket
    _, printed = output_of([str(python), "-c", PROBE, *[place + "/postgres" for place in places]])
    address = printed.strip()
    if not address.startswith("postgres://"):
        return None, "本机 5432 端口有 PostgreSQL，但没有可用的账号：请设置 TEST_DATABASE_URL（见 README.md）"
    return address.removesuffix("/postgres") + "/tasklists", ""


def from_here(argument: str) -> str:
    """A path given from another folder, as seen from the project's."""
    path, colons, test = argument.partition("::")
    is_path = not argument.startswith("-") and not (ROOT / path).exists() and Path(path).exists()
    return str(Path(path).resolve()) + colons + test if is_path else argument


def pytest(python: Path, folder: Path, url: str, arguments: list[str]) -> int:
    environment = child_environment(TEST_DATABASE_URL=url)
    for name in PRODUCTION_VARIABLES if url else [*PRODUCTION_VARIABLES, "REQUIRE_POSTGRES"]:
        environment.pop(name, None)
    if folder != ROOT:
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        environment["HYPOTHESIS_STORAGE_DIRECTORY"] = str(folder / "hypothesis")
        arguments = [f"--output={folder / 'test-results'}", *arguments]
    try:
        return subprocess.call([str(python), "-m", "pytest", *arguments], cwd=ROOT, env=environment)
    except KeyboardInterrupt:
        return 130


def test(arguments: list[str]) -> int:
    folder = keeping_folder()
    python = set_up(folder, "requirements-dev.txt")
    url, reason = find_postgres(python)
    if url is None and os.environ.get("REQUIRE_POSTGRES"):
        fail(f"REQUIRE_POSTGRES 要求在 PostgreSQL 上测试，但{reason}")
    arguments = [from_here(argument) for argument in arguments]
    chosen = arguments or ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]
    say("== SQLite ==")
    status = pytest(python, folder, "", chosen)
    if url is None:
        say(NOT_TESTED + reason)
        return status
    if status == 130:
        say(NOT_TESTED + "已中断")
        return status
    say("== PostgreSQL ==")
    place = urllib.parse.urlsplit(url)
    server, port = place.hostname, place.port or 5432
    if server and not answers(server, port):
        say(f"失败：{server}:{port} 的 PostgreSQL 没有应答，请启动它或更正 TEST_DATABASE_URL。")
        return status or 1
    # a browser sees the same pages on either database, and what asks no database knows of neither (the
    # others are refused it): these tests run once, on SQLite
    narrowed = chosen if "-m" in chosen else [*chosen, "-m", "database and not browser"]
    second = pytest(python, folder, url, narrowed)
    if second == 5 and status == 0:  # nothing that would run on it was asked for
        say(NOT_TESTED + "所选的测试不用数据库，或只在浏览器中运行")
        return 0
    words = {0: "通过"}
    say(f"SQLite：{words.get(status, '未通过')}；PostgreSQL：{words.get(second, '未通过')}")
    return status or second


def main() -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that cannot print Chinese shows question marks
    parser = argparse.ArgumentParser(prog="dev.py", description="本机试用和测试")
    commands = parser.add_subparsers(dest="command", required=True)
    runner = commands.add_parser("run", help="准备环境、数据库和演示账号，在本机打开应用")
    runner.add_argument("--port", type=int, default=8000, help="端口，默认 8000；被占用时用下一个空闲的")
    commands.add_parser("setup", help="只准备开发环境，不运行")
    commands.add_parser("test", help="运行全部测试；后面的参数原样交给 pytest", add_help=False)
    options, rest = parser.parse_known_args()
    if options.command == "test":
        return test(rest)
    if rest:
        parser.error("不认识的参数：" + " ".join(rest))
    if options.command == "setup":
        set_up(keeping_folder(), "requirements-dev.txt")
        return 0
    if not 1 <= options.port <= 65535:
        parser.error("--port 应在 1 到 65535 之间")
    return run(options.port)


if __name__ == "__main__":
    sys.exit(main())
