"""`orderpoint cases`: which cases there are."""

from experiments.commands.options import DebugOption, JsonOption
from experiments.console import say, say_json, say_paragraph


def cases(json: JsonOption = False, debug: DebugOption = False) -> None:
    """List the bundled cases."""
    from scenarios import bundled_cases

    known = bundled_cases()
    if json:
        say_json([{"name": c.name, "title": c.title, "summary": c.summary} for c in known])
        return
    if not known:
        say("No case is bundled; give the folder of one of your own.")
        return
    wide = max(len(c.name) for c in known) + 2
    for c in known:
        text = c.title + (f": {c.summary}" if c.summary else "")
        say_paragraph(c.name.ljust(wide) + text, indent=" " * wide)
