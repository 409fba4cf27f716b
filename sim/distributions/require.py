"""One check, one sentence: the message every distribution raises for a bad parameter."""


def require(holds: bool, law: str, parameter: str, value: float, remedy: str) -> None:
    """Raise ValueError naming the parameter, its value and what it must be, unless `holds`."""
    if not holds:
        raise ValueError(f"{law}: {parameter} is {value:g}; it must be {remedy}")
