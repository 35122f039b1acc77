"""Solutions fold without a script and are listed."""

import re

EXERCISE = """
# Title

```{solution-list}
```

```{exercise} Halves
:label: ex-half
What is half of 34?
```

```{solution-start} ex-half
:label: sol-half
```
It is a number.

```{code-cell} ipython3
34 // 2
```
```{solution-end}
```
"""


def test_solution_is_folded_and_holds_its_cell(project):
    project.page(EXERCISE)
    result = project.build()
    assert result.returncode == 0, result.stderr
    page = project.html()
    details = page[page.index("<details") : page.index("</details>")]
    assert "<summary>" in details
    assert ">17" in details


def test_no_id_is_given_twice(project):
    second = EXERCISE.split("```\n", 1)[1].replace("-half", "-third").split("```{exercise}", 1)[1]
    project.page(EXERCISE + "\n```{exercise}" + second)
    result = project.build()
    assert result.returncode == 0, result.stderr
    ids = re.findall(r' id="([^"]+)"', project.html())
    assert "sol-third" in ids
    assert len(ids) == len(set(ids))


def test_list_links_exercise_and_solution(project):
    project.page(EXERCISE)
    project.build()
    page = project.html()
    assert 'href="#ex-half"' in page
    assert 'href="#sol-half"' in page
    listed = page[: page.index("What is half")]
    assert "Exercise 1: Halves" in listed
    assert listed.count("<li>") == 1


def test_solved_exercises_are_counted(project):
    project.page(EXERCISE + "\nThere is {exercise-count}`solved`.\n")
    assert project.build().returncode == 0
    assert "<p>There is 1.</p>" in project.html()
