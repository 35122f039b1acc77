"""The EPUB holds what a reading system needs, and passes EPUBCheck."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

BOOK = Path(__file__).parents[2] / "_build" / "epub" / "BendMeasureDescend.epub"
FORBIDDEN = re.compile(r"<script|<iframe|(?:src|href)=\"https?://[^\"]*\.(?:css|js|png|svg)\"")

pytestmark = pytest.mark.skipif(not BOOK.exists(), reason="no EPUB; `make epub` builds it")


@pytest.fixture(scope="module")
def files():
    with zipfile.ZipFile(BOOK) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def check_page(text):
    found = FORBIDDEN.search(text)
    assert found is None, found[0]
    for image in re.findall(r"<img [^>]*>", text):
        alt = re.search(r'alt="([^"]*)"', image)
        assert alt, image
        assert alt[1].strip(), image


def properties(package, name):
    [item] = re.findall(rf'<item [^>]*href="{re.escape(name)}"[^>]*>', package)
    found = re.search(r'properties="([^"]*)"', item)
    return set(found[1].split()) if found else set()


def test_the_archive_begins_with_its_type():
    with zipfile.ZipFile(BOOK) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        times = {info.date_time for info in archive.infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}


def test_pages_have_words_for_images_and_no_scripts(files):
    pages = [name for name in files if name.endswith(".xhtml")]
    assert len(pages) > 40
    for name in pages:
        check_page(files[name].decode())


@pytest.mark.parametrize("bad", ["<script>", '<img src="a.svg"/>', '<img src="a.svg" alt=" "/>'])
def test_the_page_check_can_fail(bad):
    with pytest.raises(AssertionError):
        check_page(bad)


def test_the_package_says_what_is_in_it(files):
    package = files["content.opf"].decode()
    assert properties(package, "bend/functions/relu.xhtml") == {"mathml"}
    assert properties(package, "appendix/bibliography.xhtml") <= {"mathml"}
    assert properties(package, "_static/front.png") == {"cover-image"}
    for name in ("accessMode", "accessibilityFeature", "accessibilityHazard"):
        assert f'property="schema:{name}"' in package


def test_figures_are_images_and_math_has_its_font(files):
    page = files["bend/functions/relu.xhtml"].decode()
    [figure] = re.findall(r'src="\.\./\.\./(_images/[^"]*\.svg)"', page)
    assert figure in files
    assert "<math" in page
    assert any(name.endswith(".woff2") for name in files)


def test_epubcheck_finds_no_error():
    if shutil.which("java") is None:
        pytest.skip("no Java for EPUBCheck (Debian: apt install default-jre-headless)")
    check = [sys.executable, "-m", "epubcheck", str(BOOK)]
    result = subprocess.run(check, capture_output=True, text=True, check=False)
    lines = (result.stdout + result.stderr).splitlines()
    errors = [line for line in lines if not line.startswith(("WARNING", "INFO"))]
    assert result.returncode == 0, "\n".join(errors)
