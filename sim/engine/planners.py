"""What planners are told: messages of policies, counted by kind."""

from typing import get_args

from sim.contract import Message, MessageKind
from sim.engine.fact import Post
from sim.errors import DataError

MESSAGE_KINDS: tuple[MessageKind, ...] = get_args(MessageKind)
"""The kinds of message, in the order in which they are counted."""


class PlannersDesk:
    """One kind of message: how many came, and the units (or hours) that they were about."""

    __slots__ = ("messages", "name", "quantity")

    def __init__(self, name: MessageKind) -> None:
        self.name = name
        self.messages = 0
        self.quantity = 0.0


class Planners:
    """Everyone whom policies send messages to."""

    def __init__(self, post: Post | None) -> None:
        self.post = post
        self.desks = {kind: PlannersDesk(kind) for kind in MESSAGE_KINDS}

    def tell(self, message: Message) -> None:
        """Count a message, and post it as a fact."""
        desk = self.desks.get(message.kind)
        if desk is None:
            known = ", ".join(MESSAGE_KINDS)
            raise DataError(f"a policy sent a message of kind {message.kind!r}; it must be one of {known}")
        desk.messages += 1
        desk.quantity += message.quantity
        if self.post is not None:
            self.post("message", message.stock, message.quantity, f"{message.kind}: {message.text}")
