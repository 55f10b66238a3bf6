"""The frame of every page: tabs by role, the switch of district and year, light or dark, search, refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Cast, make_list, make_member, make_task
from districts.models import Membership
from reporting.tests.reading import tree, words


def top_bar(page: Any) -> str:
    return " ".join(tree(page).xpath("//header[@class='top']")[0].text_content().split())


def tabs(page: Any) -> list[str]:
    return [a.text for a in tree(page).xpath("//nav[@class='tabs']//a")]


def test_every_page_has_its_landmarks_and_a_way_past_them(cast: Cast, sign_in) -> None:
    page = tree(sign_in(cast.leader).get(reverse("lists")))
    assert page.xpath("//html/@lang") == ["zh-Hans"]
    assert page.xpath("//a[@class='skip']/@href") == ["#main"]
    assert len(page.xpath("//main[@id='main']")) == len(page.xpath("//h1")) == 1
    assert page.xpath("//nav[@class='tabs']//a[@aria-current='page']/text()") == ["任务清单"]


def test_nothing_is_loaded_from_other_hosts_and_no_style_or_script_is_inline(cast: Cast, sign_in) -> None:
    page = tree(sign_in(cast.leader).get(reverse("home")))
    for address in page.xpath("//script/@src | //link/@href | //img/@src"):
        assert address.startswith("/static/"), address
    assert not page.xpath("//style | //@style | //script[not(@src)] | //@*[starts-with(name(), 'on')]")


def test_tabs_are_those_of_the_role(cast: Cast, sign_in) -> None:
    assert tabs(sign_in(cast.leader).get(reverse("lists")))[:2] == ["工作台", "任务清单"]
    assert "进展填报" not in tabs(sign_in(cast.leader).get(reverse("lists")))
    assert "设置" not in tabs(sign_in(cast.lead).get(reverse("lists")))


def test_top_bar_follows_the_page_that_is_open(cast: Cast, sign_in) -> None:
    old = make_list(cast.district, year=2022, title="旧")
    make_list(cast.district, year=2026)
    client = sign_in(cast.leader)
    assert "清河区 · 2026" in top_bar(client.get(reverse("home")))
    client.get(reverse("list", args=[old.pk]))
    page = tree(client.get(reverse("home")))
    assert page.xpath("string(//details[contains(@class,'scope')]/summary)").strip().endswith("清河区 · 2022")


def test_switch_stays_on_the_kind_of_page(cast: Cast, sign_in) -> None:
    make_list(cast.district, year=2022, title="旧")
    new = make_list(cast.district, year=2026)
    client = sign_in(cast.leader)

    def switched(path: str) -> str:
        place = f"{cast.district.pk}-2022"
        return client.post(reverse("choose_scope"), {"place": place, "from": path}).url

    assert switched(reverse("home")) == reverse("home")
    here = reverse("district_dashboard", args=[cast.district.pk, 2026])
    assert switched(here) == reverse("district_dashboard", args=[cast.district.pk, 2022])
    assert switched(reverse("list", args=[new.pk])) == reverse("lists")
    assert switched("https://example.org/") == reverse("lists")
    assert switched("//example.org/") == reverse("lists")


def test_switch_offers_only_places_of_ones_own(cast: Cast, sign_in) -> None:
    make_list(cast.other_district)
    client = sign_in(cast.leader)
    answer = client.post(reverse("choose_scope"), {"place": f"{cast.other_district.pk}-2026"})
    assert answer.status_code == 404
    both = make_member(cast.district, "leader", "both")
    Membership.objects.create(district=cast.other_district, user=both, role="leader")
    offered = tree(sign_in(both).get(reverse("home"))).xpath("//button[@name='place']/text()")
    assert offered == ["清河区 · 2026", "云山区 · 2026"]


def test_theme_is_kept_and_only_known_ones_are(cast: Cast, sign_in) -> None:
    client = sign_in(cast.leader)
    answer = client.post(reverse("choose_theme"), {"theme": "dark", "next": reverse("lists")})
    assert answer.url == reverse("lists")
    assert tree(client.get(reverse("lists"))).get("data-bs-theme") == "dark"
    client.post(reverse("choose_theme"), {"theme": '"><script>'})
    assert tree(client.get(reverse("lists"))).get("data-bs-theme") == "dark"
    client.post(reverse("choose_theme"), {"theme": "auto"})
    assert tree(client.get(reverse("lists"))).get("data-bs-theme") is None


def test_dense_rows_are_kept(cast: Cast, sign_in) -> None:
    client = sign_in(cast.leader)
    client.post(reverse("choose_theme"), {"rows": "dense"})
    assert "dense-rows" in tree(client.get(reverse("lists"))).xpath("//body/@class")[0]
    client.post(reverse("choose_theme"), {"rows": "wide"})
    assert "dense-rows" not in tree(client.get(reverse("lists"))).xpath("//body/@class")[0]


def test_way_back_never_leaves_the_application(cast: Cast, sign_in) -> None:
    answer = sign_in(cast.leader).post(reverse("choose_theme"), {"theme": "dark", "next": "//example.org/"})
    assert answer.url == reverse("home")


def test_search_finds_own_tasks_by_title_prose_and_number(cast: Cast, task_list, sign_in) -> None:
    make_task(task_list, "7", title="推进村内道路建设", requirement="铺设沥青")
    make_task(make_list(cast.other_district), "7", title="云山道路")
    client = sign_in(cast.leader)
    for text in ("道路", "沥青 村内", "7"):
        said = words(client.get(reverse("search"), {"q": text}))
        assert "推进村内道路建设" in said
        assert "云山道路" not in said
    assert "没有找到" in words(client.get(reverse("search"), {"q": "不存在"}))
    assert "按回车查找" in words(client.get(reverse("search")))
    assert "只按前 5 个词" not in words(client.get(reverse("search"), {"q": "一 二 三 四 五"}))
    assert "词太多，只按前 5 个词查找。" in words(client.get(reverse("search"), {"q": "一 二 三 四 五 六"}))


def test_unknown_address_is_a_page_of_the_product(cast: Cast, sign_in) -> None:
    page = sign_in(cast.leader).get("/nothing/here/")
    assert page.status_code == 404
    assert "没有这个页面" in words(page)
    assert tabs(page)


def test_refusal_says_what_to_do(cast: Cast, task_list, sign_in) -> None:
    task = make_task(task_list, "1", cast.department)
    page = sign_in(cast.leader).get(reverse("task_edit", args=[task.pk]))
    assert page.status_code == 403
    assert "请联系区乡村振兴办" in words(page)


def test_expired_form_is_a_page_of_the_product(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.leader)
    page = client.post(reverse("choose_theme"), {"theme": "dark"})
    assert page.status_code == 403
    assert "页面已过期" in words(page)


@pytest.mark.django_db
def test_a_fault_is_a_page_of_the_product(cast: Cast, sign_in, monkeypatch) -> None:
    def broken(place: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("reporting.views.home.desk", broken)
    make_list(cast.district)
    client = sign_in(cast.leader)
    client.raise_request_exception = False
    page = client.get(reverse("home"))
    assert page.status_code == 500
    assert "系统出错" in words(page)


def test_search_groups_by_list_and_marks_what_was_found(cast: Cast, task_list, sign_in) -> None:
    older = make_list(cast.district, year=task_list.year - 1, title="上年的清单")
    for held in (task_list, older, older):
        make_task(held, str(held.tasks.count() + 1), cast.department, title="Wi-Fi<覆盖>")
    page = sign_in(cast.leader).get(reverse("search"), {"q": "wi-fi"})
    assert words(page).count("上年的清单") == 1
    assert "共 3 项" in words(page)
    assert "<mark>Wi-Fi</mark>&lt;覆盖&gt;" in page.content.decode()
