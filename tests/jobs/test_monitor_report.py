"""One page of what the dashboards show: from windows, verdicts, a registry's absence, and a scrape by file or address.

Mirrors: hoofbeat.watching.page.page, hoofbeat.watching.page.figures
"""

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from all_metrics import Exposition
from hoofbeat.cli.commands import app
from hoofbeat.domain.errors import InputError
from hoofbeat.jobs.drift import DriftJob
from hoofbeat.jobs.monitor_report import MonitorReportJob
from hoofbeat.watching.outcomes.judged import JudgedAnswer
from hoofbeat.watching.outcomes.report import outcome_report
from watched_world import FIRST, days_of, watched, write_days

NOW = datetime(2026, 3, 31, tzinfo=UTC)


def outcome(number: int) -> JudgedAnswer:
    at = NOW - timedelta(days=40) + timedelta(hours=number)
    right = number % 3 > 0
    return JudgedAnswer(
        registered=at, confirmed=at + timedelta(days=3), sureness=0.7, first_ten=0.9, first_orphan=True,
        age=float(number % 70), sex="female" if number % 2 else "male", disease=f"OMIM:{number % 9}",
        orphan=number % 4 > 0, rank=1 if right else 30, loss=0.4, in_set=right,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def no_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three days of forty cases, one of three."""
    folder = tmp_path_factory.mktemp("windows")
    write_days(folder, days_of(3, 40) | days_of(1, 3, 8, first=FIRST + timedelta(days=3)))
    return folder


def test_one_page_has_the_pictures_of_all_dashboards(windows: Path, tmp_path: Path) -> None:
    folder, bundle, _ = watched()
    verdict = DriftJob(bundle=folder, windows=windows, output=tmp_path / "drift.json").run()
    outcome_report(bundle.version, [outcome(n) for n in range(120)], NOW).save(tmp_path / "outcomes.json")
    (tmp_path / "scrape.prom").write_text(Exposition(0).text(), encoding="utf-8")
    page = tmp_path / "new" / "page.html"
    asked = CliRunner().invoke(
        app,
        ["monitor", "report", "--bundle", str(folder), "--windows", str(windows), "--drift",
         str(tmp_path / "drift.json"), "--outcomes", str(tmp_path / "outcomes.json"), "--scrape",
         str(tmp_path / "scrape.prom"), "--output", str(page)],
    )  # fmt: skip
    assert asked.exit_code == 0, asked.output
    text = page.read_text(encoding="utf-8")
    assert text.count("<svg") == 1 + 1 + 3 + 2, (
        "challengers; cases; shares, two by two; groups for the first and first ten"
    )
    for title in (
        "What became of asking a challenger",
        "Differentials a day",
        "How sure the first answer is",
        "by rarity, age and sex",
        bundle.version,
    ):
        assert title in text
    assert "120 confirmed diagnoses" in text
    assert f"{verdict.compared} features compared" in text
    assert "status=500" in text
    assert "adwin/miss-1" in text
    assert text.count("Not given") == 1, "the registry alone"
    assert "<script" not in text
    assert "http://127" not in text


def test_what_is_not_given_is_named(tmp_path: Path) -> None:
    folder, _, _ = watched()
    page = tmp_path / "page.html"
    MonitorReportJob(bundle=folder, page=page).run()
    text = page.read_text(encoding="utf-8")
    for option in ("--scrape", "--outcomes", "--windows", "--drift", "--registry"):
        assert f"<code>{option}</code>" in text


def test_a_service_of_this_machine_is_scraped_and_no_other(tmp_path: Path) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = Exposition(0).text().encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    folder, _, _ = watched()
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/metrics"
        found = MonitorReportJob(bundle=folder, scrape=address, page=tmp_path / "page.html").run()
        server.shutdown()
    assert found.scrape is not None
    assert "hoofbeat_ready" in {one.name for one in found.scrape.samples}
    with pytest.raises(InputError, match="this machine alone"):
        MonitorReportJob(bundle=folder, scrape="http://198.51.100.1/metrics", page=tmp_path / "no.html").run()
    with pytest.raises(InputError, match="cannot be read"):
        MonitorReportJob(bundle=folder, scrape=address, page=tmp_path / "no.html").run()
    with pytest.raises(InputError, match="is not what `hoofbeat monitor` writes"):
        MonitorReportJob(bundle=folder, drift=tmp_path / "page.html", page=tmp_path / "no.html").run()
    assert not (tmp_path / "no.html").exists()
