"""The words of a bulletin from plain states: none, one and many; and who is named, by which rule."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from progress.status import Totals
from reporting.bulletins import tables, wording
from reporting.bulletins.figures import ListOfDay
from reporting.bulletins.paper import Paragraph, han, paragraphs_of
from reporting.bulletins.praise import rules
from reporting.tests.bulletin_states import (
    BODIES,
    DAY,
    EAST,
    FARM,
    LIST,
    SEPTEMBER,
    WEST,
    body,
    make_state,
    october,
    october_figures,
    shares,
)

# ---- 总体情况 ----


def test_overview_says_every_count_of_the_month_worked_out_by_hand() -> None:
    assert wording.overview(october_figures(before=SEPTEMBER)).split("\n") == [
        "截至2026年10月25日，《2026年清河区重点任务清单》共列任务8项，已完成3项（其中逾期办结1项），"
        "完成率37.5%；正常推进2项，需关注1项（临近时限或未按期填报），滞后1项，逾期1项。今后30天内到期2项。",
        "按序时进度考核的任务4项，平均完成77.5%，序时进度为81.3%，慢于序时进度3.8个百分点。",
        "与上月相比，已完成增加2项，滞后减少2项。",
    ]


def test_overview_of_a_month_without_trouble_says_so_and_nothing_of_what_is_not_there() -> None:
    states = [make_state(1, "done", FARM), make_state(2, "on_schedule", FARM)]
    text = wording.overview(october_figures(states))
    assert text == (
        "截至2026年10月25日，《2026年清河区重点任务清单》共列任务2项，已完成1项，完成率50%；"
        "正常推进1项，无逾期任务。"
    )


def test_overview_where_everything_and_where_nothing_is_done() -> None:
    assert "完成率100%；任务全部完成。" in wording.overview(october_figures([make_state(1, "done", FARM)]))
    assert "尚无任务完成；正常推进1项，无逾期任务。" in wording.overview(
        october_figures([make_state(1, "on_schedule", FARM)])
    )


def test_overview_of_an_empty_list() -> None:
    assert (
        wording.overview(october_figures([])) == "截至2026年10月25日，《2026年清河区重点任务清单》没有任务。"
    )


def test_a_month_like_the_one_before() -> None:
    figures = october_figures()
    same = dataclasses.replace(figures, before=figures.totals)
    assert "与上月相比，已完成、滞后和逾期的任务数均无变化。" in wording.overview(same)
    assert "与上月相比" not in wording.overview(figures)


def correction(number: str, title: str, what: str, before: str, after: str) -> dict[str, str]:
    return {"number": number, "title": title, "what": what, "before": before, "after": after}


def test_what_was_put_right_of_the_month_before_is_said() -> None:
    rows = [
        correction("2", "植树", "核定进度", "20%", "25.5%"),
        correction("", "区水务局", "按时填报", "—", "2 项"),
    ]
    last = wording.overview(october_figures(corrections=rows)).split("\n")[-1]
    assert last == (
        "对上期数据更正2处：第2项“植树”核定进度由20%更正为25.5%；区水务局按时填报由无数据更正为2项。"
    )
    many = wording.overview(october_figures(corrections=rows * 4)).split("\n")[-1]
    assert many == "上期截止后核定或改正的数据8处，均已计入本期。"


def test_each_of_several_lists_has_its_sentence_with_its_own_day() -> None:
    second = ListOfDay(2, "约束性任务清单", datetime.date(2026, 10, 20))
    other = make_state(
        9, "overdue", FARM, list_pk=2, list_title="约束性任务清单", due_on=datetime.date(2026, 10, 1)
    )
    figures = october_figures([*october(), other], lists=[LIST, second])
    paragraphs = wording.overview(figures).split("\n")
    assert paragraphs[0].startswith("截至2026年10月25日，2份任务清单共列任务9项，")
    assert paragraphs[1].startswith("《2026年清河区重点任务清单》共列任务8项，")
    assert paragraphs[2] == "《约束性任务清单》（截至2026年10月20日）共列任务1项，尚无任务完成；逾期1项。"
    # of a list that was frozen earlier, the days count to its own day
    assert (
        "任务壬（《约束性任务清单》第9项）。牵头单位：区农业农村委；时限10月1日，已逾期19天"
        in wording.overdue(figures)
    )


@pytest.mark.parametrize(
    ("bp", "words"),
    [
        (0, "0%"),
        (1621, "16.2%"),
        (1625, "16.3%"),
        (5000, "50%"),
        (1, "0.1%"),
        (9999, "99.9%"),
        (10_000, "100%"),
        (12_340, "123.4%"),
        (None, ""),
    ],
)
def test_shares_have_one_decimal_and_are_all_or_nothing_only_where_they_are(
    bp: int | None, words: str
) -> None:
    assert wording.percent(bp) == words


def test_a_mean_is_rounded_once() -> None:
    """(8124 + 8125 * 5) / 6 are 81.248 %: no 81.3 %."""
    pace = [make_state(1, "on_schedule", FARM, reported_bp=8124, demand_bp=8124)]
    pace += [
        make_state(number, "on_schedule", FARM, reported_bp=8125, demand_bp=8125) for number in range(2, 7)
    ]
    assert "平均完成81.2%，序时进度为81.2%，与序时进度持平。" in wording.overview(october_figures(pace))


# ---- 类别、部门、街镇 ----


def test_by_category_names_where_the_trouble_is_without_the_headings_numbers() -> None:
    assert wording.by_category(october_figures()) == (
        "任务分为3个类别。有逾期任务的类别：“产业”1项。有滞后任务的类别：“环境”1项。"
    )
    table = tables.by_category(october_figures())
    assert table is not None
    assert table.rows == (
        ("一、产业", "3", "2", "66.7%", "0", "0", "0", "0", "1"),
        ("二、环境", "4", "1", "25%", "2", "0", "0", "1", "0"),
        ("未分类", "1", "0", "0%", "0", "1", "0", "0", "0"),
        ("合计", "8", "3", "37.5%", "2", "1", "0", "1", "1"),
    )


def test_by_department_with_the_most_troubled_first() -> None:
    assert wording.by_department(october_figures()) == (
        "共有4个部门牵头任务。有逾期任务的部门：区水务局1项。有滞后任务的部门：区水务局1项。"
        "本期应填报的3个部门中，未全部按时填报的1个。"
    )
    table = tables.by_department(october_figures())
    assert table is not None
    assert table.rows[0] == ("区水务局", "2", "0", "0%", "1", "1", "50%")
    assert ("区体育局", "1", "1", "100%", "0", "0", "—") in table.rows
    assert ("无牵头部门", "1", "0", "0%", "0", "0", "—") in table.rows


def test_by_town_counts_shares_and_their_mean() -> None:
    # 东浦 (80 + 90) / 2; 西塘 100 and 120, of which 100 counts
    assert wording.by_town(october_figures()) == (
        "任务涉及2个街镇。有逾期任务的街镇：东浦镇1项（第3项）。有滞后任务的街镇：西塘镇1项（第4项）。"
        "按分解到街镇的任务量计，有任务量的2个街镇中，平均完成率最高的是西塘镇（100%），最低的是东浦镇（85%）。"
        "任务量逾期或滞后的街镇1个：东浦镇1项。本期应填报的2个街镇全部按时填报。"
    )
    table = tables.by_town(october_figures())
    assert table is not None
    assert table.rows == (
        ("东浦镇", "2", "1", "0", "2", "0", "1", "85%", "100%"),
        ("西塘镇", "2", "0", "1", "2", "2", "0", "100%", "100%"),
    )


def test_a_town_whose_shares_are_in_time_is_named_with_the_late_tasks_that_concern_it() -> None:
    """The page by town counts tasks: readers of both find the same number."""
    reached = shares((EAST, 10_000, "done"), (WEST, 10_000, "done"))
    states = [
        make_state(1, "overdue", FARM, towns=(EAST, WEST), indicators=reached),
        make_state(2, "overdue", FARM, towns=(EAST,)),
        make_state(3, "behind", FARM, towns=(EAST,)),
    ]
    text = wording.by_town(october_figures(states, bodies=()))
    assert "有逾期任务的街镇：东浦镇2项（第1、2项）、西塘镇1项（第1项）。" in text
    assert "有滞后任务的街镇：东浦镇1项（第3项）。" in text
    assert "一项任务涉及几个街镇的，各街镇均计入。" in text
    assert text.endswith("各街镇分得的任务量均无逾期、滞后。")


def test_of_several_lists_the_numbers_of_tasks_would_mislead() -> None:
    second = ListOfDay(2, "约束性任务清单", DAY)
    text = wording.by_town(october_figures(lists=[LIST, second]))
    assert "有逾期任务的街镇：东浦镇1项。" in text


def test_a_list_without_towns_departments_and_headings() -> None:
    figures = october_figures([make_state(1, "on_schedule")], bodies=())
    assert wording.by_town(figures) == "清单未涉及街镇。"
    assert wording.by_department(figures) == "清单未明确牵头部门。"
    assert tables.by_town(figures) is None
    assert wording.by_category(october_figures([], bodies=())) == "清单未分类别。"


def test_one_category_one_department_and_one_town_are_called_by_name() -> None:
    state = make_state(
        1, "on_schedule", FARM, towns=(EAST,), categories=october()[0].categories,
        indicators=shares((EAST, 5000, "on_schedule")),
    )  # fmt: skip
    figures = october_figures([state], bodies=())
    assert wording.by_category(figures) == "任务均属“产业”类别。各类别均无逾期任务。"
    assert wording.by_department(figures) == "牵头部门为区农业农村委。各部门牵头的任务均未逾期。"
    assert wording.by_town(figures) == (
        "任务涉及东浦镇。涉及街镇的任务均未逾期。"
        "按分解到街镇的任务量计，有任务量的街镇1个，平均完成率50%。各街镇分得的任务量均无逾期、滞后。"
    )


# ---- 逾期 ----


def test_no_overdue_task_is_said() -> None:
    assert wording.overdue(october_figures([make_state(1, "done", FARM)])) == "本期无逾期任务。"


def test_an_overdue_task_with_its_owner_days_share_and_reason() -> None:
    assert wording.overdue(october_figures()).split("\n") == [
        "逾期任务1项：",
        "1.任务丙（第3项）。牵头单位：区水务局；时限9月30日，已逾期25天；已完成80%；"
        "原因：管线迁改未完成；雨季停工。",
    ]


def test_several_overdue_tasks_the_longest_first_and_one_without_a_reason() -> None:
    late = make_state(
        9, "overdue", None, due_on=datetime.date(2025, 12, 31), claimed_on=datetime.date(2026, 10, 20)
    )
    lines = wording.overdue(october_figures([*october(), late])).split("\n")
    assert lines[0] == "逾期任务2项："
    assert lines[1] == (
        "1.任务壬（第9项）。牵头单位：未明确；时限2025年12月31日，已逾期298天；10月20日已申请办结、待核实；"
        "责任单位未说明原因。"
    )
    assert lines[2].startswith("2.任务丙（第3项）。")


# ---- 表扬和通报批评 ----


def test_praised_and_criticised_of_the_month_worked_out_by_hand() -> None:
    """农业农村委 closed one late, 交通委 has none done, 体育局 owed no report; 东浦 has a red share."""
    assert wording.praise(october_figures()).split("\n") == [
        "（一）表扬",
        "牵头任务按时完成、没有逾期和滞后的部门：区体育局（完成1项）。",
        "任务量平均完成率靠前、填报按时的街镇：西塘镇（100%）。",
        "（二）通报批评",
        "牵头任务逾期的部门：区水务局1项（第3项）。",
        "按时填报率低于80%的部门：区水务局（应报2份，按时报送1份）。",
        "街镇任务量逾期或严重滞后的街镇：东浦镇（2项中1项）。",
    ]


def test_nobody_to_praise_and_nobody_to_criticise() -> None:
    text = wording.praise(october_figures([make_state(1, "on_schedule", FARM)], bodies=()))
    assert text.split("\n")[1::2] == ["本期没有符合表扬条件的单位。", "本期没有需要通报批评的单位。"]


def test_a_town_that_reports_late_is_not_praised_and_under_80_percent_is_named() -> None:
    bodies = (*BODIES[:4], body("town", WEST, 4, 3))
    text = wording.praise(october_figures(bodies=bodies))
    assert "靠前" not in text
    assert "按时填报率低于80%的街镇：西塘镇（应报4份，按时报送3份）。" in text
    assert "的街镇：西塘镇（应" not in wording.praise(
        october_figures(bodies=(*BODIES[:4], body("town", WEST, 5, 4)))
    )


def test_three_towns_are_praised_and_those_equal_to_the_third() -> None:
    towns = [type(EAST)(30 + place, f"第{place}镇") for place in range(5)]
    reached = [9000, 8000, 7000, 7000, 100]
    rows = shares(*((town, bp, "on_schedule") for town, bp in zip(towns, reached, strict=True)))
    figures = october_figures(
        [make_state(1, "on_schedule", FARM, towns=tuple(towns), indicators=rows)], bodies=()
    )
    assert "街镇：第0镇（90%）、第1镇（80%）、第2镇（70%）、第3镇（70%）。" in wording.praise(figures)


def test_a_department_with_a_task_behind_is_not_praised() -> None:
    states = [make_state(1, "done", FARM), make_state(2, "behind", FARM)]
    assert "区农业农村委" not in wording.praise(october_figures(states))


def test_the_rules_are_told_with_their_thresholds_and_are_about_results() -> None:
    told = " ".join(str(rule) for rule in rules())
    assert "前 3 名" in told and "80%" in told and "不看登录次数" in told


# ---- 下一步 ----


def test_next_steps_follow_from_the_figures() -> None:
    assert wording.next_steps(october_figures()).split("\n") == [
        "（一）抓紧办结逾期任务。对逾期的1项任务，区水务局要逐项查明原因、重新排定时间，在下一填报期说明办理结果。",
        "（二）加快滞后任务进度。滞后的1项任务，由区水务局制定追赶计划。",
        "（三）盯住即将到期的任务。今后30天内到期的2项任务，要确保按时办结。",
        "（四）按时报送进展。本期应报10份，未按时报送1份，有关单位要尽快补报，以后各期按时报送。",
    ]
    calm = october_figures([make_state(1, "done", FARM)], bodies=())
    assert wording.next_steps(calm) == "各单位继续按计划推进各项任务，按时报送进展。"


# ---- annex ----


def test_annex_of_the_overdue_and_of_all() -> None:
    (overdue,) = tables.annexes(october_figures(), "overdue")
    assert overdue.title == "逾期任务一览表"
    assert overdue.table.rows == (
        (
            "3",
            "任务丙",
            "区水务局",
            "9月30日",
            "80%",
            "100%",
            "逾期",
            "时限9月30日已过25天，尚未办结，已报80%",
        ),
    )
    (everything,) = tables.annexes(october_figures(), "all")
    assert everything.title == "2026年清河区重点任务清单推进情况表"
    assert [row[0] for row in everything.table.rows] == list("12345678")
    assert everything.table.rows[0][4:7] == ("100%", "80%", "已完成")
    assert tables.annexes(october_figures(), "none") == []


def test_no_annex_of_the_overdue_where_nothing_is() -> None:
    assert tables.annexes(october_figures([make_state(1, "done", FARM)]), "overdue") == []


# ---- paragraphs ----


@pytest.mark.parametrize(
    ("line", "paragraph"),
    [
        pytest.param("（一）总体进度", Paragraph(2, "（一）总体进度", ""), id="level 2 alone"),
        pytest.param(
            "（十二）进度。截至…", Paragraph(2, "（十二）进度。", "截至…"), id="level 2 that runs on"
        ),
        pytest.param("1.修路。牵头单位", Paragraph(3, "1.修路。", "牵头单位"), id="level 3"),
        pytest.param("1.5公里道路。", Paragraph(0, "", "1.5公里道路。"), id="a decimal is no heading"),
        pytest.param("（略）其他。", Paragraph(0, "", "（略）其他。"), id="brackets without a numeral"),
    ],
)
def test_headings_are_told_by_how_a_line_begins(line: str, paragraph: Paragraph) -> None:
    assert list(paragraphs_of(f"\n  {line}  \n")) == [paragraph]


def test_chinese_numerals_of_headings() -> None:
    assert [han(number) for number in (1, 9, 10, 11, 20, 21, 99)] == [
        "一", "九", "十", "十一", "二十", "二十一", "九十九",
    ]  # fmt: skip


def test_the_day_and_totals_of_the_figures_are_those_of_the_states() -> None:
    figures = october_figures()
    assert figures.day == DAY
    assert figures.totals == Totals(
        all=8, done=3, done_late=1, overdue=1, behind=1, attention=1, on_schedule=2, due_soon=2,
        red=1, yellow=2, green=2,
    )  # fmt: skip
