"""Printed names → the district's departments and towns, through a `Directory` that is passed in.

A name is found as it stands, in its plain form, or as a variant that a person entered; everything
else is either clearly new (the plan offers to create it) or a question for a person. Nothing is
linked because it merely looks alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from tasklists.importing import names
from tasklists.importing.records import Issue, ListDocument, Naming, NewBody, SourceRef

BodyKind: TypeAlias = Literal["department", "town"]
How: TypeAlias = Literal["exact", "normalised", "variant", "new", "collective", "unknown"]


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A department or town of the district under its official name, with its written variants."""

    name: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What a printed name was found to be. `name` is None where nothing may be linked."""

    kind: BodyKind
    how: How
    name: str | None = None
    suggestion: str | None = None


class _Names:
    """Look-up of one kind of body. A form that fits several bodies fits none."""

    def __init__(self, bodies: Iterable[KnownBody], *, stems: bool) -> None:
        self.bodies = tuple(bodies)
        self.exact = {body.name: body.name for body in self.bodies}
        self.normalised = _unambiguous((names.plain(body.name), body.name) for body in self.bodies)
        self.stems = _unambiguous((names.town_stem(body.name), body.name) for body in self.bodies if stems)
        self.variants = _unambiguous(
            (form, body.name)
            for body in self.bodies
            for variant in body.variants
            for form in {variant, names.plain(variant)}
        )

    def find(self, printed: str) -> tuple[How, str] | None:
        tries: tuple[tuple[How, Mapping[str, str], str], ...] = (
            ("exact", self.exact, printed),
            ("normalised", self.normalised, names.plain(printed)),
            ("variant", self.variants, printed),
            ("variant", self.variants, names.plain(printed)),
            ("normalised", self.stems, names.town_stem(printed)),
        )
        return next(((how, known[form]) for how, known, form in tries if form in known), None)

    def alike(self, printed: str) -> str | None:
        """The official name of a body that the printed name may be another way to write."""
        return next(
            (
                body.name
                for body in self.bodies
                if any(names.look_alike(printed, form) for form in (body.name, *body.variants))
            ),
            None,
        )

    def nearest(self, printed: str) -> str | None:
        """The one official name that differs by a slip: a character mistyped, left out or added, or two
        in the wrong order. None where several do."""
        plain = names.plain(printed)
        near = {body.name for body in self.bodies if names.nearly_equal(*sorted((plain, body.name), key=len))}
        return near.pop() if len(plain) > 2 and len(near) == 1 else None


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for form, name in pairs:
        found.setdefault(form, set()).add(name)
    return {form: next(iter(bodies)) for form, bodies in found.items() if form and len(bodies) == 1}


@dataclass(frozen=True)
class Directory:
    """The bodies that a district knows."""

    departments: tuple[KnownBody, ...] = ()
    towns: tuple[KnownBody, ...] = ()

    @cached_property
    def department_names(self) -> _Names:
        return _Names(self.departments, stems=False)

    @cached_property
    def town_names(self) -> _Names:
        return _Names(self.towns, stems=True)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every printed name of the document with what it was found to be. `bodies` holds those of the
    responsibility columns, `towns` those of scopes and quotas."""

    bodies: Mapping[str, Match]
    towns: Mapping[str, Match]
    new_bodies: tuple[NewBody, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Mention:
    printed: str
    task: str
    ref: SourceRef


def reconcile(document: ListDocument, directory: Directory) -> Reconciliation:
    in_columns, in_quotas = list(_responsible(document)), list(_towns(document))
    towns = {name: _town(name, directory) for name in _distinct(in_quotas)}
    bodies = {name: _body(name, directory) for name in _distinct(in_columns)}
    _gather_spellings(towns, in_quotas, bodies, in_columns)
    _take_word_for(document.names, directory, towns, bodies)
    mentions = [(mention, bodies[mention.printed]) for mention in in_columns]
    mentions += [(mention, towns[mention.printed]) for mention in in_quotas]
    return Reconciliation(bodies, towns, tuple(_new_bodies(mentions)), tuple(_issues(mentions)))


def _take_word_for(
    names_said: Iterable[Naming], directory: Directory, towns: dict[str, Match], bodies: dict[str, Match]
) -> None:
    """What a person said of a printed name holds: another way to write a known body, or a new one."""
    for said in names_said:
        known = directory.department_names if said.kind == "department" else directory.town_names
        found = known.find(said.official)
        match = Match(said.kind, "variant", found[1]) if found else Match(said.kind, "new", said.official)
        for matches in (bodies, towns) if said.kind == "town" else (bodies,):
            if said.printed in matches:
                matches[said.printed] = match


def _responsible(document: ListDocument) -> Iterator[_Mention]:
    for task in document.tasks:
        for assignment in task.assignments:
            yield _Mention(assignment.department, task.number, assignment.ref)


def _towns(document: ListDocument) -> Iterator[_Mention]:
    for task in document.tasks:
        for name in task.scope.towns:
            yield _Mention(name, task.number, task.scope.ref)
        for indicator in task.indicators:
            for quota in indicator.quotas:
                for name in quota.towns:
                    yield _Mention(name, task.number, quota.ref)


def _distinct(mentions: Iterable[_Mention]) -> list[str]:
    return list(dict.fromkeys(mention.printed for mention in mentions))


def _body(printed: str, directory: Directory) -> Match:
    """A name of a responsibility column: usually a department, sometimes a town or all of them."""
    if found := directory.department_names.find(printed):
        return Match("department", *found)
    if found := directory.town_names.find(names.town_of_seat(printed)):
        return Match("town", *found)
    if names.is_collective(printed):
        return Match("department", "collective")
    seat = names.town_of_seat(printed)
    if names.is_town_like(seat):
        return _town(seat, directory)
    if alike := directory.department_names.alike(printed):
        return Match("department", "unknown", suggestion=alike)
    if names.is_department_like(printed):
        return Match("department", "new", names.plain(printed))
    return Match("department", "unknown", suggestion=directory.department_names.nearest(printed))


def _town(printed: str, directory: Directory) -> Match:
    if found := directory.town_names.find(printed):
        return Match("town", *found)
    if names.is_collective(printed):
        return Match("town", "collective")
    stem = names.town_stem(printed)
    alike = next((town.name for town in directory.towns if stem in town.name or town.name in stem), None)
    if alike:
        return Match("town", "unknown", suggestion=alike)
    # Short forms name a town only while the district has none entered: the first list of a new
    # district. Later a short form that fits nothing is a question.
    if names.is_town_like(printed) or (not directory.towns and names.is_bare_place(printed)):
        return Match("town", "new", names.plain(printed))
    return Match("town", "unknown", suggestion=directory.town_names.nearest(printed))


def _gather_spellings(
    towns: dict[str, Match], in_quotas: list[_Mention], bodies: dict[str, Match], in_columns: list[_Mention]
) -> None:
    """New names that are spellings of one another: one becomes the body. For towns the full form,
    with the short form linked to it; for departments the most frequent, the others are a question."""
    _gather_towns((towns, bodies))
    counts = dict.fromkeys(bodies, 0)
    for mention in in_columns:
        counts[mention.printed] += 1
    chosen: list[str] = []
    for printed in sorted(counts, key=lambda name: -counts[name]):  # stable: first printed first
        if not _is_new(bodies[printed], "department"):
            continue
        like = next((name for name in chosen if names.look_alike(printed, name)), None)
        if like is None:
            chosen.append(names.plain(printed))
        elif like != names.plain(printed):
            bodies[printed] = Match("department", "unknown", suggestion=like)


def _gather_towns(found: Sequence[dict[str, Match]]) -> None:
    """赵巷 and 赵巷镇 are one new town; of 农业园区 and 现代农业园区 the shorter is a question."""
    forms = {m.name for matches in found for m in matches.values() if _is_new(m, "town") and m.name}
    by_stem: dict[str, list[str]] = {}
    for name in forms:
        by_stem.setdefault(names.town_stem(name), []).append(name)
    official = {name: max(same, key=len) for same in by_stem.values() if len(same) <= 2 for name in same}
    full = {name for name in forms if names.is_town_like(name)}
    for matches in found:
        for printed, match in matches.items():
            if not _is_new(match, "town") or match.name is None:
                continue
            longer = next((name for name in full if name != match.name and name.endswith(match.name)), None)
            if longer and match.name in full:
                matches[printed] = Match("town", "unknown", suggestion=longer)
            else:
                matches[printed] = Match("town", "new", official.get(match.name, match.name))


def _is_new(match: Match, kind: BodyKind) -> bool:
    return match.how == "new" and match.kind == kind


def _new_bodies(mentions: Iterable[tuple[_Mention, Match]]) -> Iterator[NewBody]:
    found: dict[tuple[BodyKind, str], list[_Mention]] = {}
    for mention, match in mentions:
        if match.how == "new" and match.name:
            found.setdefault((match.kind, match.name), []).append(mention)
    for (kind, name), where in found.items():
        printed = tuple(dict.fromkeys(m.printed for m in where if m.printed != name))
        tasks = tuple(dict.fromkeys(m.task for m in where))
        yield NewBody(kind, name, printed, tasks, where[0].ref)


def _issues(mentions: Iterable[tuple[_Mention, Match]]) -> Iterator[Issue]:
    """One issue a name, at its first place, with the tasks in which it stands."""
    unknown: dict[str, tuple[Match, list[_Mention]]] = {}
    for mention, match in mentions:
        if match.how == "unknown":
            unknown.setdefault(mention.printed, (match, []))[1].append(mention)
    for printed, (match, where) in unknown.items():
        tasks = "、".join(dict.fromkeys(m.task for m in where))
        what = "部门" if match.kind == "department" else "街镇"
        if match.suggestion:
            advice = f"可能是“{match.suggestion}”的另一种写法，请确认后登记为它的写法"
        else:
            advice = f"看不出是哪个{what}，请登记{what}或改正文件"
        kept = "任务上保留原文，暂不关联" if match.kind == "department" else "暂不计入街镇任务量"
        yield Issue(
            "warning" if match.kind == "department" else "error",
            "unknown_department" if match.kind == "department" else "unknown_town",
            f"“{printed}”（任务 {tasks}）不在本区{what}名录中：{advice}；{kept}。",
            raw=printed,
            ref=where[0].ref,
            task=where[0].task,
        )
