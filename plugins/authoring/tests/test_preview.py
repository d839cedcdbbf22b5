"""What ``rosace preview`` promises, asked of the real server and seen in a real browser."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rosace import Appraiser
from rosace.testing import sketch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SAMPLE = Path(__file__).with_name("every-item.yaml")
SOON = 15.0
"""Seconds after which what should have happened has not."""

VIEWS = ("form", "report", "findings")
LANGUAGES = ("fr", "en")


class Preview:
    """A preview that is being served.

    Args:
        file: The instrument's file, to be edited.
        process: The command that serves it.
        address: Where it is served.
    """

    def __init__(self, file: Path, process: subprocess.Popen[str], address: str) -> None:
        """Take what was started."""
        self.file, self.process, self.address = file, process, address
        self.port = int(address.rstrip("/").rpartition(":")[2])

    def ask(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        """Return the answer to a request, without its body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SOON)
        with contextlib.closing(connection):
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            return answer

    def edit(self, old: str, new: str) -> None:
        """Replace words of the file, as an editor does that saves in place."""
        self.file.write_text(self.file.read_text("utf-8").replace(old, new), "utf-8")

    def stop(self) -> int:
        """Press Ctrl-C, and return the status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(SOON)


def command(*arguments: str) -> list[str]:
    """Return a call of the command that is installed beside this interpreter."""
    found = shutil.which("rosace", path=str(Path(sys.executable).parent))
    assert found, "rosace is not installed beside this interpreter"
    return [found, "preview", *arguments]


def environment() -> dict[str, str]:
    """Return the environment without what would choose a language or a configuration."""
    chosen = ("LC_", "LANG", "ROSACE_", "COLUMNS")
    kept = {name: held for name, held in os.environ.items() if not name.startswith(chosen)}
    return {**kept, "PYTHONUTF8": "1"}


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(  # noqa: S603  # our own command
        command(*arguments),
        cwd=cwd,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@contextlib.contextmanager
def started(
    *arguments: str, cwd: Path, errors: int | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Start the command, and end it whatever happens."""
    process = subprocess.Popen(  # noqa: S603  # our own command
        command(*arguments),
        cwd=cwd,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=errors or subprocess.DEVNULL,
        encoding="utf-8",
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def serve(file: Path, *arguments: str) -> "contextlib.AbstractContextManager[Preview]":
    """Serve the preview of a file."""

    @contextlib.contextmanager
    def served() -> Iterator[Preview]:
        with started(file.name, "--lang", "fr", *arguments, cwd=file.parent) as process:
            assert process.stdout is not None
            yield Preview(file, process, process.stdout.readline().strip())

    return served()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Lend an instrument's file to edit."""
    copy = tmp_path / "tool.yaml"
    copy.write_bytes(SAMPLE.read_bytes())
    return copy


@pytest.fixture
def preview(file: Path) -> Iterator[Preview]:
    """Serve the preview of a file of one's own."""
    with serve(file) as served:
        yield served


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Serve one preview to every test that leaves its file alone."""
    copy = tmp_path_factory.mktemp("shared") / "tool.yaml"
    copy.write_bytes(SAMPLE.read_bytes())
    with serve(copy) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Lend Chromium; where there is none, only an unattended run fails for it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        assert not os.environ.get("CI"), "these tests need Chromium: apt-get install chromium"
        pytest.skip("no Chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # slow, and only needed here

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def look(browser: "Browser") -> Iterator[Callable[..., "Page"]]:
    """Lend a function that opens a page; a fault of its script, or of its policy, fails the test.

    It takes the address, and what the browser is like: ``width``, ``scheme``, ``script``.
    """
    faults: list[str] = []
    contexts = []

    def open_page(
        address: str, *, width: int = 1280, scheme: str = "light", script: bool = True
    ) -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def violations(page: "Page", *, frames: bool = True) -> list[str]:
    """Return what axe-core finds wrong with a page."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415  # only with a browser

    found = Axe().run(page, options={"iframes": frames}).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_is_accessible(
    shared: Preview, look: Callable[..., "Page"], language: str
) -> None:
    """In both languages and schemes, on a telephone and a desk, axe-core has nothing to say."""
    page = look(f"{shared.address}{language}/pages/form.html")
    page.locator("[data-item=acts]").first.locator(".add").click()
    page.locator("summary").first.click()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            assert violations(page) == []


@pytest.mark.parametrize("view", ["report", "findings", "form"])
def test_every_page_of_the_preview_is_accessible(
    shared: Preview, look: Callable[..., "Page"], view: str
) -> None:
    """What surrounds the views is as accessible as they are, and none scrolls sideways."""
    for width, scheme in ((320, "light"), (1280, "dark")):
        page = look(f"{shared.address}fr/{view}.html", width=width, scheme=scheme)
        assert violations(page, frames=False) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_condition_shows_and_hides_its_item(shared: Preview, look: Callable[..., "Page"]) -> None:
    """Items come and go with the answers, in the form and in each row, as the core has it."""
    page = look(f"{shared.address}en/pages/form.html")
    why, came = page.locator("[data-item=why]"), page.locator("[data-item=came]")
    assert not why.is_visible()
    came.get_by_label("No").check()
    assert why.is_visible()
    came.get_by_label("Yes").check()
    assert not why.is_visible()
    page.locator("[data-item=plain]").get_by_label("Much").check()
    assert why.is_visible()
    page.locator("#whole").fill("30")
    assert not why.is_visible()
    page.locator("#whole").fill("")
    page.locator("[data-item=whole]").get_by_label("Does not apply").check()
    assert why.is_visible()
    doubt = page.locator("[data-item=doubt]")
    assert not doubt.is_visible()
    page.locator("[data-item=sure]").get_by_label("No").check()
    assert doubt.is_visible()


def test_without_script_everything_is_shown(shared: Preview, look: Callable[..., "Page"]) -> None:
    """Where no script runs, every item stands there and says when it is to be answered."""
    page = look(f"{shared.address}en/pages/form.html", script=False)
    for item in page.locator(".item").all():
        assert item.is_visible()
    assert page.locator("[data-item=why] .condition").is_visible()
    assert page.locator("[data-rows=acts] > .record").count() > 1


def test_rows_are_added_taken_away_and_referred_to(
    shared: Preview, look: Callable[..., "Page"]
) -> None:
    """A row can be named from others by what was written in it, up to the most there may be."""
    page = look(f"{shared.address}en/pages/form.html")
    acts = page.locator("[data-item=acts]").first
    add = acts.get_by_role("button", name="Add a row")
    page.locator("#acts\\.1\\.what").fill("Paint the hall")
    for _ in range(3):
        add.click()
    assert not add.is_visible()
    page.locator("#acts\\.2\\.what").fill("Invite everyone")
    second = page.locator("[data-row='2'] [data-item=after]")
    assert second.locator(".option").all_inner_texts() == ["1. Paint the hall", "Row 3", "Row 4"]
    assert page.locator("#ties\\.1\\.from option").all_inner_texts() == [
        "", "1. Paint the hall", "2. Invite everyone", "Row 3", "Row 4",
    ]  # fmt: skip
    page.get_by_role("button", name="Remove row 3").click()
    assert add.is_visible()
    assert "Row 3" not in page.locator("#ties\\.1\\.from option").all_inner_texts()


def test_answers_out_of_bounds_are_told(shared: Preview, look: Callable[..., "Page"]) -> None:
    """What an answer may be is said again, to ears as well, where it is not."""
    page = look(f"{shared.address}en/pages/form.html")
    for name, wrong, right in (("whole", "601", "600"), ("decimal", "0.4", "0,5"),
                               ("note", "ab", "abc")):  # fmt: skip
        field, item = page.locator(f"#{name}"), page.locator(f"[data-item={name}]")
        for given, unmet in ((wrong, True), (right, False)):
            field.fill(given)
            field.blur()
            assert ("unmet" in (item.get_attribute("class") or "")) is unmet
            assert (field.get_attribute("aria-invalid") == "true") is unmet
            assert (page.locator("#said").inner_text() != "") is unmet
    for part, given in (("day", "31"), ("month", "2"), ("year", "2024")):
        if part == "month":
            page.locator("#day\\.month").select_option(given)
        else:
            page.locator(f"#day\\.{part}").fill(given)
    page.locator("#day\\.year").blur()
    assert "unmet" in (page.locator("[data-item=day]").first.get_attribute("class") or "")


def test_editing_the_file_changes_the_open_page(
    preview: Preview, look: Callable[..., "Page"]
) -> None:
    """The page follows the file, and keeps its place and what was tried out in it."""
    page = look(f"{preview.address}fr/form.html")
    form = page.frame_locator("iframe")
    form.locator("#note").fill("essai")
    form.locator("[data-item=came]").get_by_label("Non").check()
    page.frames[1].evaluate("scrollTo(0, 600)")
    preview.edit("Tous les items", "Tous les points")
    page.get_by_role("heading", name="Tous les points").wait_for(timeout=SOON * 1000)
    form.get_by_role("heading", name="Tous les points").wait_for(timeout=SOON * 1000)
    page.wait_for_function("document.querySelector('iframe').contentWindow.scrollY === 600")
    assert form.locator("#note").input_value() == "essai"
    assert form.locator("[data-item=why]").is_visible()


def test_a_broken_file_shows_its_findings_and_comes_back(
    preview: Preview, look: Callable[..., "Page"]
) -> None:
    """A slip is told with place and advice, never as a traceback, and mended it is forgotten."""
    page = look(f"{preview.address}en/form.html")
    page.locator("iframe").wait_for()
    preview.edit("scale: degree", "scale: degre")
    page.locator("li.error").first.wait_for(timeout=SOON * 1000)
    said = page.locator("main").inner_text()
    assert "tool.yaml, line" in said
    assert "degre" in said
    assert "Traceback" not in said
    assert page.locator("iframe").count() == 0
    preview.edit("scale: degre\n", "scale: degree\n")
    preview.edit("scale: degre,", "scale: degree,")
    page.locator("iframe").wait_for(timeout=SOON * 1000)


def test_a_file_that_is_no_yaml_or_gone_shows_findings(
    preview: Preview, look: Callable[..., "Page"]
) -> None:
    """Whatever becomes of the file, the page says so and the server goes on."""
    page = look(f"{preview.address}fr/findings.html")
    for held in (b"\xff\xfe\x00", b"a: [", b"", None):
        version = page.locator("html").get_attribute("data-version")
        if held is None:
            preview.file.unlink()
        else:
            preview.file.write_bytes(held)
        page.wait_for_function(
            "version => document.documentElement.dataset.version !== version",
            arg=version,
            timeout=SOON * 1000,
        )
        page.locator("li.error").first.wait_for()
    preview.file.write_bytes(SAMPLE.read_bytes())
    page.get_by_role("heading", name="Tous les items").wait_for(timeout=SOON * 1000)
    assert preview.stop() == 0


def test_hostile_texts_neither_run_nor_widen_the_page(
    tmp_path: Path, look: Callable[..., "Page"]
) -> None:
    """Script, marks of direction and endless words in every text leave the page as it is."""
    hostile = "<img src=x onerror=document.title='taken'>\u202e </script><script>taken " + "W" * 300
    choices = [{"code": "a", "label": {"en": hostile}, "description": {"en": hostile}}]
    kinds = ("choice", "multiple-choice", "ranking")
    items = [{"id": kind, "type": kind, "scale": "s", "text": {"en": hostile}} for kind in kinds]
    field = {"id": "f", "type": "reference", "to": {"item": "rows"}, "text": {"en": hostile}}
    rows = {"id": "rows", "type": "records", "text": {"en": hostile}, "fields": [field]}
    scales = {"s": {"kind": "nominal", "choices": choices}}
    instrument = sketch([*items, rows], scales=scales, title={"en": hostile})
    made = Appraiser().export(instrument, "form", tmp_path / "page.html", language="en")
    page = look(made.as_uri(), width=320)
    assert "<img src=x" in page.title()
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_report_says_that_its_answers_are_made_up(
    shared: Preview, look: Callable[..., "Page"]
) -> None:
    """Nobody takes the report for one on real people."""
    for language, said in (("fr", "Réponses inventées"), ("en", "Made-up answers")):
        page = look(f"{shared.address}{language}/pages/report.html")
        assert page.locator(".subject").inner_text() == said
        assert page.locator(".notice.warning").first.is_visible()


def test_only_pages_of_the_preview_are_served(shared: Preview) -> None:
    """Nothing else of the machine can be asked for, nor by another way of asking."""
    assert shared.ask("/").status == 200
    for path in ("/tool.yaml", "/../tool.yaml", "/fr/../../etc/passwd", "/%2e%2e/tool.yaml",
                 "/fr/pages/findings.html", "/es/form.html", "/fr/"):  # fmt: skip
        assert shared.ask(path).status == 404
    assert shared.ask("/", "POST").status == 501
    assert shared.ask("/", "HEAD").status == 200


def test_a_strangers_page_cannot_read_the_preview(shared: Preview) -> None:
    """A name that is led to this machine gets nothing, and no page may frame ours."""
    for host in ("evil.example", f"evil.example:{shared.port}", "", "127.0.0.1", "localhost:1"):
        assert shared.ask("/fr/form.html", Host=host).status == 421
    assert shared.ask("/fr/form.html", Host=f"localhost:{shared.port}").status == 200
    for view in VIEWS[:-1]:
        answer = shared.ask(f"/fr/pages/{view}.html")
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert policy.endswith("; frame-ancestors 'self'")
        assert ("script-src" in policy) == (view == "form")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Python" not in answer.headers["Server"]


def test_it_listens_to_this_machine_alone(shared: Preview) -> None:
    """No other machine of the network reaches the preview."""
    assert shared.address.startswith("http://127.0.0.1:")
    with contextlib.closing(socket.socket()) as other:
        assert other.connect_ex(("127.0.0.2", shared.port)) != 0


def test_ctrl_c_ends_it_cleanly(preview: Preview) -> None:
    """Whoever ends the preview did nothing wrong, even with a page still open."""
    with contextlib.closing(socket.create_connection(("127.0.0.1", preview.port))) as reader:
        reader.sendall(f"GET /changes HTTP/1.1\r\nHost: 127.0.0.1:{preview.port}\r\n\r\n".encode())
        assert reader.recv(100)
        assert preview.stop() == 0


def test_a_port_that_is_taken_is_told(shared: Preview, file: Path) -> None:
    """Two previews cannot share a port, and the second one says so in the author's language."""
    for language, said in (("fr", "est déjà pris"), ("en", "is taken")):
        port = str(shared.port)
        done = run(file.name, "--port", port, "--lang", language, cwd=file.parent)
        assert done.returncode == 2
        assert said in done.stderr
        assert done.stdout == ""


def test_out_writes_every_page_once(file: Path) -> None:
    """A folder of pages can be given to somebody, and needs no server."""
    done = run(file.name, "--out", "pages", "--lang", "en", cwd=file.parent)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [str(Path("pages", "index.html"))]
    made = {path.relative_to(file.parent / "pages").as_posix()
            for path in (file.parent / "pages").rglob("*.html")}  # fmt: skip
    assert made == {
        "index.html",
        *(f"{language}/{view}.html" for language in LANGUAGES for view in VIEWS),
        *(f"{language}/pages/{view}.html" for language in LANGUAGES for view in VIEWS[:-1]),
    }
    shell = (file.parent / "pages/fr/form.html").read_text("utf-8")
    assert "<script" not in shell


@pytest.mark.parametrize(("language", "said"), [("fr", "existe déjà"), ("en", "already there")])
def test_out_replaces_no_page_of_others(file: Path, language: str, said: str) -> None:
    """A page that somebody else wrote stays, and none is written beside it."""
    mine = file.parent / "index.html"
    mine.write_text("mine", encoding="utf-8")
    done = run(file.name, "--out", ".", "--lang", language, cwd=file.parent)
    assert (done.returncode, said in done.stderr, done.stdout) == (2, True, "")
    assert mine.read_text(encoding="utf-8") == "mine"
    assert sorted(each.name for each in file.parent.glob("**/*.html")) == ["index.html"]


def test_a_folder_of_pages_is_read_without_a_server(
    file: Path, look: Callable[..., "Page"]
) -> None:
    """The pages of a folder show their views and lead to one another."""
    run(file.name, "--out", "pages", "--lang", "en", cwd=file.parent)
    page = look((file.parent / "pages/index.html").as_uri())
    page.wait_for_url("**/en/form.html")
    page.frame_locator("iframe").get_by_role("heading", name="Every item").wait_for()
    page.get_by_role("link", name="Paper").click()
    page.get_by_role("link", name="Français").click()
    page.frame_locator("iframe").get_by_role("heading", name="Tous les items").wait_for()


def test_out_writes_nothing_of_a_broken_file(file: Path) -> None:
    """Where there is nothing sound to show, the findings are told and no folder is made."""
    file.write_text(file.read_text("utf-8").replace("type: text", "type: txt"), "utf-8")
    done = run(file.name, "--out", "pages", "--lang", "fr", cwd=file.parent)
    assert done.returncode == 1
    assert "tool.yaml, ligne" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (file.parent / "pages").exists()


def test_out_and_watch_rewrite_the_pages(file: Path) -> None:
    """A folder follows the file until one says stop."""
    page = file.parent / "pages/fr/pages/form.html"
    with started(file.name, "--out", "pages", "--watch", cwd=file.parent) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        file.write_text(file.read_text("utf-8").replace("Un mot", "Deux mots"), "utf-8")
        end = time.monotonic() + SOON
        while "Deux mots" not in page.read_text("utf-8") and time.monotonic() < end:
            time.sleep(0.1)
        assert "Deux mots" in page.read_text("utf-8")
        process.send_signal(signal.SIGINT)
        assert process.wait(SOON) == 0


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_run_that_is_told_to_end_leaves_nothing_behind(file: Path, name: str) -> None:
    """Whoever ends the command while it writes finds no temporary file."""
    ending = getattr(signal, name, None)
    if ending is None:
        pytest.skip("this system has no such signal")
    pages = file.parent / "pages"
    with started(file.name, "--out", "pages", "--n", "5000", cwd=file.parent) as process:
        end = time.monotonic() + SOON
        while not [*pages.rglob(".*")] and time.monotonic() < end:
            time.sleep(0.01)
        assert [*pages.rglob(".*")]
        process.send_signal(ending)
        assert process.wait(SOON) == 128 + ending
    assert not [each for each in pages.rglob("*") if each.is_file()]


@pytest.mark.parametrize(
    "arguments",
    [
        ["tool.yaml", "--watch"],
        ["tool.yaml", "--out", "pages", "--port", "0"],
        ["tool.yaml", "--out", "pages", "--open"],
        ["tool.yaml", "--out", "pages", "--n", "0"],
        ["missing.yaml"],
        ["missing.yaml", "--out", "pages"],
        ["nothing-of-the-kind"],
    ],
)
def test_wrong_use_is_told(file: Path, arguments: list[str]) -> None:
    """What cannot be done is refused at once, and nothing is written."""
    done = run(*arguments, cwd=file.parent)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert not (file.parent / "pages").exists()


def test_the_best_exporter_at_hand_writes_the_report(file: Path) -> None:
    """Without the exporter of pages, the report is shown as another one writes it, and says so."""
    only = "plugins: [{name: authoring, distribution: rosace-authoring}]"
    allowed = f"schema: rosace/configuration/1\n{only}\n"
    (file.parent / "rosace.yaml").write_text(allowed, "utf-8")
    done = run(file.name, "--out", "pages", "--lang", "en", cwd=file.parent)
    assert done.returncode == 0, done.stderr
    report = (file.parent / "pages/en/pages/report.html").read_text("utf-8")
    assert "No exporter “html” is at hand" in report
    assert "rosace/report/1" in report
