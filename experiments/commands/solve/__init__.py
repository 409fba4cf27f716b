"""`orderpoint solve`: textbook answers, worked out step by step."""

import typer

from experiments.commands.solve.eoq import eoq
from experiments.commands.solve.fixed_period import fixed_period
from experiments.commands.solve.forecast import forecast
from experiments.commands.solve.kanban_cards import kanban_cards
from experiments.commands.solve.order_point import order_point

app = typer.Typer(
    help="Textbook answers, worked out step by step.", no_args_is_help=True, rich_markup_mode=None
)
app.command("order-point")(order_point)
app.command("fixed-period")(fixed_period)
app.command("eoq")(eoq)
app.command("kanban-cards")(kanban_cards)
app.command("forecast")(forecast)
