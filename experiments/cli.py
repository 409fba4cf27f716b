"""The command line: one command a file in `experiments/commands`; this file gathers them and ends well.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 bad data, 4 target not reached, 130 cancelled.
"""

import errno
import gc
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from experiments.commands import (
    cases,
    check,
    compare,
    plan,
    report,
    run,
    show,
    solve,
    stress,
    sweep,
    trace,
    tune,
    verify,
)
from experiments.console import complain

FAILED, BAD_DATA, CANCELLED = 1, 3, 130


class Guarded(TyperGroup):
    """Turns every way of ending badly into one sentence and an exit code."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> NoReturn:
        """Run a command and leave with its exit code."""
        words = list(sys.argv[1:] if args is None else args)
        debug = "--debug" in words
        options["standalone_mode"] = False
        try:
            code = super().main(words, *rest, **options)
            sys.stdout.flush()
        except Exception as error:
            if debug:
                import traceback

                traceback.print_exc()
            sys.exit(end(error, words))
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: Any) -> Any:
        """Run a command; cancelled by the keyboard, say so."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            complain("cancelled.")
            raise typer.Exit(CANCELLED) from None


def end(error: Exception, words: Sequence[str]) -> int:
    """Say what went wrong and return the exit code."""
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):  # wrong usage, seen by typer
        context = getattr(error, "ctx", None)
        place = context.command_path if context else "orderpoint"
        message = error.format_message().rstrip()
        if type(error).__name__ == "NoArgsIsHelpError":
            print(message)
            return 0
        stop = "" if message.endswith((".", "?", "!")) else "."
        complain(f"{message[:1].lower() + message[1:]}{stop} See `{place} --help`.")
        return int(error.exit_code)
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 (the reader has gone; nothing more to say)
        return FAILED
    from sim.errors import DataError, OrderpointError  # here, for it brings numpy

    if isinstance(error, DataError):
        complain(str(error))
        return BAD_DATA
    if isinstance(error, OrderpointError):
        complain(str(error))
        return FAILED
    if isinstance(error, OSError) and error.filename:
        complain(f"{error.filename}: {error.strerror}; check the path and that you may write there.")
        return FAILED
    text = str(error).split("\n")[0]
    complain(f"{type(error).__name__}: {text}; run it again with --debug to see where, and report it.")
    return FAILED


app = typer.Typer(
    cls=Guarded,
    name="orderpoint",
    help="Compare ways of replenishing a supply chain on the same simulated world.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("cases")(cases.cases)
app.command("show")(show.show)
app.command("check")(check.check)
app.command("run")(run.run)
app.command("compare")(compare.compare)
app.command("tune")(tune.tune)
app.command("sweep")(sweep.sweep)
app.command("stress")(stress.stress)
app.command("plan")(plan.plan)
app.command("trace")(trace.trace)
app.command("verify")(verify.verify)
app.command("report")(report.report)
app.add_typer(solve.app, name="solve")


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a sign the terminal lacks becomes "?"
    try:
        app(prog_name="orderpoint")
    finally:
        gc.freeze()  # what is left dies with the process; to look through it all takes half a second


if __name__ == "__main__":
    main()
