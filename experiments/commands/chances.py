"""Probabilities in words, for a manager to read: never more certain than they are."""

NEARLY = 0.995
"""Probability from which on it is `more than 99 %`."""


def chance_words(probability: float) -> str:
    """Write a probability for a cell of a table.

    Examples
    --------
    >>> chance_words(0.973), chance_words(0.9999), chance_words(0.0), chance_words(float("nan"))
    ('97 %', '> 99 %', '< 1 %', '-')
    """
    if probability != probability:
        return "-"
    if probability >= NEARLY:
        return "> 99 %"
    return "< 1 %" if probability <= 1 - NEARLY else f"{100 * probability:.0f} %"


def probability_words(probability: float) -> str:
    """Write a probability in a sentence.

    Examples
    --------
    >>> probability_words(0.973), probability_words(0.9999), probability_words(0.0)
    ('probability 97 %', 'probability more than 99 %', 'probability less than 1 %')
    """
    if probability >= NEARLY:
        return "probability more than 99 %"
    if probability <= 1 - NEARLY:
        return "probability less than 1 %"
    return f"probability {100 * probability:.0f} %"
