"""Of the style sheets remains what something on the site can match."""

import pytest

from bookkit.sheets import bundle, mentioned

PAGE = '<p class="lead note" id="top"><i class="fa-solid fa-bars"></i></p>'
SCRIPT = 'button.classList.toggle("pst-open"); element.className = `copybtn ${x}`'


@pytest.fixture
def kept(tmp_path):
    """`kept(css)` is what remains of a style sheet."""

    def keep(css, name="a.css"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(css)
        return bundle(tmp_path, [name], mentioned([PAGE], [SCRIPT])).split("*/", 1)[1].strip()

    return keep


@pytest.mark.parametrize(
    "css",
    [
        "p > a:hover{color:red}",
        ".lead.note{color:red}",
        "#top::before{content:\".unused\"}",
        ".pst-open{color:red}",
        ".copybtn{color:red}",
        ".lead:not(.unused){color:red}",
        "[data-mode=\"unused\"]{color:red}",
        "@media print{.lead{color:red}}",
        "@font-face {font-family:Text;src:url(data:font/woff2,x)}",
        "@keyframes turn{to{rotate:1turn}}",
        "a{background:url(data:image/svg+xml,x)}",
    ],
)  # fmt: skip
def test_what_may_match_stays_as_it_is(kept, css):
    assert kept(css).replace("\n", "") == css


@pytest.mark.parametrize(
    "css",
    [
        ".unused{color:red}",
        ".lead .unused{color:red}",
        "#unused{color:red}",
        "@media print{.unused{color:red}}",
        "@supports (gap: 0){@media print{#unused{color:red}}}",
        "/* .lead */",
        "@font-face{font-family:\"Font Awesome 6 Free\";src:url(fa.woff2)}",
    ],
)  # fmt: skip
def test_what_nothing_matches_goes(kept, css):
    assert kept(css) == ""


def test_only_the_selectors_that_match_stay(kept):
    assert kept(".unused, .lead, p .unused{color:red}") == ".lead{color:red}"


def test_the_icons_of_the_theme_give_way_to_ours(kept):
    assert kept('.fa-bars::before{content:"x"}', "styles/pydata-sphinx-theme.css") == ""
    assert kept(".fa-bars{color:red}") == ".fa-bars{color:red}"


def test_addresses_hold_from_the_folder_of_the_bundle(kept):
    assert 'url("fonts/a.woff2")' in kept("p{src:url(../fonts/a.woff2)}", "styles/a.css")
    assert 'url("styles/b.png")' in kept("p{background:url('b.png')}", "styles/a.css")


@pytest.mark.parametrize("css", ['@import "b.css";', "p{color:red}}"])
def test_a_sheet_that_is_broken_or_imports_is_refused(kept, css):
    with pytest.raises(ValueError, match=r"@import|style sheet"):
        kept(css)
