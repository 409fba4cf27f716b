"""`orderpoint stress CASE --event ...`: how long customers feel nothing of a disruption, and until when."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands.common import Given, simulates
from experiments.commands.contest import chosen, currency_of, folder_for, titles_of
from experiments.commands.options import CaseArgument, Settings
from experiments.commands.words import figure, plural, share
from experiments.commands.workbench import workbench
from experiments.console import remark, say, say_json, say_paragraph, say_table

if TYPE_CHECKING:
    from experiments.bench import Bench
    from experiments.disruption import Disrupted
    from scenarios import Case
    from sim import Scenario
    from sim.network import Event

Found = dict[str, list["Disrupted"]]
"""What each event did, by alternative."""


@simulates(resumes=False)
def stress(
    case: CaseArgument,
    event: Annotated[
        list[str] | None,
        typer.Option(
            "--event",
            metavar="KIND:WHAT@START+DURATION",
            help="What happens, such as supplier-outage:foundry@300+30, breakdown:lathes@300+10 or "
            "'lane-closed:branch from depot@300+14', in the case's unit of time; without @START a quarter "
            "into the measured time. Or the name of an event of the case. May be repeated.",
        ),
    ] = None,
    alternative: Annotated[
        str | None,
        typer.Option("--alternative", help="Which, separated by commas; default today's way, or the first."),
    ] = None,
    *,
    given: Given,
) -> None:
    """Let something stand still, and see when customers feel it and when it is over."""
    from scenarios import load_case

    loaded = load_case(case)
    settings = given.settings(loaded)
    names = [name.strip() for name in (alternative or "").split(",") if name.strip()]
    names = names or [loaded.today or next(iter(loaded.alternatives))]
    chosen(loaded, names)
    folder = folder_for(loaded, "stress", given.out)
    off = {f"events.{name}.on": False for name in names_of_events(loaded)}
    settings = replace(settings, values={**settings.values, **off})
    with workbench(loaded, settings) as bench:
        scenarios = {name: bench.scenario(name) for name in names}
        events = events_of(loaded, event or [], scenarios, bench)
        found = run(bench, scenarios, events, settings)
    titles, charts = titles_of(loaded), list[dict[str, str]]()
    write(folder, loaded, settings, found, titles, charts)
    currency = currency_of(loaded)
    if given.json:
        say_json({**document(loaded, settings, found, titles), "folder": str(folder), "charts": charts})
        return
    say_found(loaded, settings, found, titles, currency)
    remark(f"Weeks and pictures are in {folder}.", given.quiet)


def names_of_events(case: "Case") -> list[str]:
    """Return the names of the events of a case, on or off."""
    return [str(row.values["name"]) for row in case.data.rows["events"]]


def events_of(
    case: "Case", texts: list[str], scenarios: dict[str, "Scenario"], bench: "Bench"
) -> "list[Event]":
    """Return the events that texts tell: those of the case by name, others in words.

    Raises
    ------
    DataError
        None is given, one cannot be read, or does not lie within the run.
    """
    from experiments.disruption import check_date
    from experiments.event_text import example, read_event
    from scenarios.spelling import hint, listed, nearest
    from sim import DataError

    own = names_of_events(case)
    first = next(iter(scenarios.values()))
    start = float(int(first.warm_up + (first.horizon - first.warm_up) / 4))
    if not texts:
        known = f", or name one of the case: {listed(own)}" if own else ""
        raise DataError(
            f"there is no event; give one, such as --event {example(first.network, start)}{known}"
        )
    events = []
    for text in dict.fromkeys(texts):
        if text in own:
            name = next(iter(scenarios))
            (one,) = bench.scenario(name, {f"events.{text}.on": True}).network.events
        elif ":" not in text and own and nearest(text, own):
            raise DataError(f"case '{case.name}' has no event '{text}'; {hint(text, own)}")
        else:
            for scenario in scenarios.values():
                one = read_event(text, scenario.network, start)
        check_date(one, first)
        events.append(one)
    return events


def run(bench: "Bench", scenarios: dict[str, "Scenario"], events: "list[Event]", settings: Settings) -> Found:
    """Run every alternative without the events and with each, in the same worlds.

    An alternative that asks for it is sized to the target of the case first.
    """
    from experiments.disruption import disrupt

    case, found = bench.case, Found()
    for name, given in scenarios.items():
        scenario = given
        if case.alternatives[name].tune and case.target:
            kpi, target = next(iter(case.target.items()))
            path, sized = bench.size(name, kpi, target)
            scenario = bench.scenario(name, {path: sized.knob})

        def watch(done: int, total: int, phase: str = f"worlds of {name}") -> None:
            bench.monitor.tell(phase, done, total)
            bench.monitor.check()

        found[name] = disrupt(scenario, events, settings.replications, jobs=bench.jobs, watch=watch)
    return found


# ---- what is said


def say_found(case: "Case", settings: Settings, found: Found, titles: dict[str, str], currency: str) -> None:
    """Print, event by event, how long each alternative survives it and when it has recovered."""
    from experiments.disruption import STEADY, TOLERANCE
    from experiments.stress import event_words

    unit = case.time_unit
    say(f"{case.title}: {', '.join(titles[name] for name in found)}")
    say_paragraph(
        f"Simulated: {settings.replications} random worlds, seed {settings.seed}, each without and with each "
        f"event; 95 % intervals of the mean. Times in {unit}s from the start of the event."
    )
    for k in range(len(next(iter(found.values())))):
        here = {name: all_[k] for name, all_ in found.items()}
        say()
        event = next(iter(here.values())).event
        say(f"{event_words(event, unit)[0].upper()}{event_words(event, unit)[1:]}.")
        say()
        say_table(HEAD, [cells(titles[name], one, currency) for name, one in here.items()])
        say()
        for name, one in here.items():
            say_paragraph(f"{titles[name]}: {words_of(one)} {money_words(one, currency)}")
    say()
    say_paragraph(
        f"Time to survive: until the first week in which more units are short, or waited for at its end, "
        f"than in the same world without the event, by more than {share(TOLERANCE)} of a mean week's demand. "
        f"Time to recover: until the first week after that in which they are not, nor over {STEADY} weeks "
        "from there taken together. Both are whole weeks, and means over the worlds in which customers "
        "feel it."
    )


HEAD = [
    "",
    "time to\nsurvive",
    "shortest",
    "time to\nrecover",
    "longest",
    "worst week:\nservice",
    "without\nevent",
    "units short\nbecause of it",
]


def cells(title: str, one: "Disrupted", currency: str) -> list[str]:
    """Return a row of the table."""
    import numpy as np

    from experiments.charts.stress_weeks import interval_words
    from experiments.money import plain

    felt = one.unharmed < one.worlds
    usual, struck = one.service_in(one.worst_week)
    longest = float(one.recovery.max())
    return [
        title,
        interval_words(one.time_to_survive) if felt else "survives",
        plain(float(one.survival.min())) if felt else "-",
        interval_words(one.time_to_recover) if felt else "-",
        ("not over" if np.isinf(longest) else plain(longest)) if felt else "-",
        figure(struck, "share", currency),
        figure(usual, "share", currency),
        _signed_interval(one),
    ]


def _signed_interval(one: "Disrupted") -> str:
    from experiments.money import plain

    short = one.short_units
    if short.n < 2 or short.half_width == 0:
        return plain(short.mean)
    return f"{plain(short.mean)} ({plain(short.low)} to {plain(short.high)})"


def words_of(one: "Disrupted") -> str:
    """Say in how many worlds customers feel an event, and whether it is over in time."""
    worlds = f"{one.worlds} {plural('world', one.worlds)}"
    if one.unharmed == one.worlds:
        return f"in none of the {worlds} do customers feel it."
    felt = f"{one.worlds - one.unharmed} of" if one.unharmed else "all"
    text = f"customers feel it in {felt} {worlds}"
    if one.unrecovered:
        text += f"; in {one.unrecovered} of them it is not over when the run ends"
    return text + "."


def money_words(one: "Disrupted", currency: str) -> str:
    """Say what an event costs to the end of the run."""
    from experiments.commands.words import less_or_more

    cost = one.extra_cost
    words = less_or_more(cost.mean, cost.low, cost.high, currency, same="the same cost")
    return f"To the end of the run: {words}, lost margin and the stock that is carried both in it."


def document(case: "Case", settings: Settings, found: Found, titles: dict[str, str]) -> dict[str, Any]:
    """Return what was found as a record."""
    from experiments.disruption import STEADY, TOLERANCE

    return {
        "command": "stress",
        "case": case.name,
        "time_unit": case.time_unit,
        "seed": settings.seed,
        "replications": settings.replications,
        "horizon": settings.horizon,
        "warm_up": settings.warm_up,
        "tolerance": TOLERANCE,
        "steady_weeks": STEADY,
        "results": [record(name, titles[name], one) for name, all_ in found.items() for one in all_],
    }


def record(name: str, title: str, one: "Disrupted") -> dict[str, Any]:
    """Return what an event did under an alternative as a record; an infinite time is null."""
    from dataclasses import asdict

    event = one.event
    usual, struck = one.service_in(one.worst_week)
    return {
        "alternative": name,
        "title": title,
        "event": {field: value for field, value in asdict(event).items() if value is not None},
        "worlds": one.worlds,
        "unharmed_worlds": one.unharmed,
        "unrecovered_worlds": one.unrecovered,
        "time_to_survive": asdict(one.time_to_survive),
        "time_to_survive_by_world": one.survival.tolist(),
        "time_to_recover": asdict(one.time_to_recover),
        "time_to_recover_by_world": one.recovery.tolist(),
        "worst_week": {
            "week": one.worst_week,
            "start": event.at + one.worst_week * one.week,
            "service_with": struck,
            "service_without": usual,
        },
        "units_short": asdict(one.short_units),
        "units_lost": asdict(one.lost_units),
        "extra_cost": asdict(one.extra_cost),
        "lost_margin": asdict(one.lost_margin),
    }


# ---- what is kept


def write(
    folder: Path,
    case: "Case",
    settings: Settings,
    found: Found,
    titles: dict[str, str],
    charts: list[dict[str, str]],
) -> None:
    """Write weeks, summary and charts into a folder that takes its place whole, or not at all."""
    import pandas as pd

    from experiments.run_folder import write_csv, write_folder

    def fill(temporary: Path) -> None:
        frames = [
            one.frame.assign(alternative=name, event=one.event.name)
            for name, all_ in found.items()
            for one in all_
        ]
        weeks = pd.concat(frames, ignore_index=True)
        weeks.insert(0, "event", weeks.pop("event"))
        weeks.insert(0, "alternative", weeks.pop("alternative"))
        write_csv(weeks, temporary / "weeks.csv")
        charts.extend(draw(temporary, case, found, titles))

    def whole() -> dict[str, Any]:
        return {
            **document(case, settings, found, titles),
            "values": settings.values,
            "charts": charts,
        }

    write_folder(folder, case.folder, fill, whole)


def draw(folder: Path, case: "Case", found: Found, titles: dict[str, str]) -> list[dict[str, str]]:
    """Draw the weeks of each event."""
    from experiments.charts.looks import looks_of
    from experiments.charts.save_chart import save_chart
    from experiments.charts.stress_weeks import stress_weeks

    count = len(next(iter(found.values())))
    looks, drawn = looks_of(case.alternatives, case.today), []
    for k in range(count):
        chart = stress_weeks(
            {name: all_[k] for name, all_ in found.items()},
            time_unit=case.time_unit,
            titles=titles,
            today=case.today,
            looks=looks,
        )
        stem = "stress-weeks" if count == 1 else f"stress-weeks-{k + 1}"
        save_chart(chart.figure, folder / "charts" / stem, chart.alt_text, chart.title)
        drawn.append({"file": f"charts/{stem}.svg", "title": chart.title, "alt_text": chart.alt_text})
    return drawn
