"""Every page loads whole, from the site and from a folder, and asks no other host for anything."""

import pytest


def check_quiet(visit):
    assert not visit.foreign(), f"asks another host: {visit.foreign()}"
    assert not visit.faults, visit.faults


def test_over_http(opened):
    check_quiet(opened)


def test_from_a_folder(opened, visit, site):
    check_quiet(visit((site / opened.name).as_uri()))


BROKEN = {
    "asks another host": '<img alt="" src="https://example.org/x.png">',
    "another host": "<style>body { background: url(//example.org/x.png) }</style>",
    "404": '<script src="missing.js"></script>',
    "exception": "<script>undefined.slope</script>",
    "error": "<script>console.error('no')</script>",
    "Content Security Policy": (
        "<meta http-equiv='Content-Security-Policy' content=\"script-src 'self'\">"
        "<script>0</script>"
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_the_check_can_fail(fault, publish, visit):
    with pytest.raises(AssertionError, match=fault):
        check_quiet(visit(publish(f"<!doctype html><title>x</title>{BROKEN[fault]}")))


def test_a_sound_page_passes(publish, visit):
    check_quiet(visit(publish('<!doctype html><title>x</title><link rel="icon" href="data:,">')))
