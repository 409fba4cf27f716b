"""Words of the report that a reader may not know, in plain English."""

TERMS = {
    "95 % interval": "A range that holds the true mean in 95 of 100 such studies. It is written in "
    "brackets or "
    "after ±.",
    "Base stock": "Every draw makes an order of the same size; the level is what is on the shelf and on "
    "order together.",
    "Class A, B, C": "Items by the money that they sell: A are the few that make most of it, C the many that "
    "make little.",
    "Exchange curve": "For each number of orders a year, the least stock that lots can make; today "
    "should lie "
    "near it.",
    "Fill rate": "Share of the units asked for that are there at once. Also called service from stock.",
    "Hurdle rate": "What money would have to earn elsewhere for that to be the better use of it.",
    "Kanban": "Cards that travel with containers: an empty one asks for the next. The cards limit the stock.",
    "Lost share": "Share of the units asked for whose customers went elsewhere.",
    "MRP": "Material requirements planning: one plan a week, from forecast, stock and parts lists, "
    "for all items.",
    "MRP II": "The same plan, which releases work only as machines have room for it.",
    "Order point": "The stock, on hand and on order, at which the next order leaves.",
    "P-system": "Stock is looked at in fixed intervals and filled up to a level.",
    "Probability of being best": "How surely a way has truly the lowest total cost of those that "
    "reach the target.",
    "Q-system": "A fixed quantity is ordered whenever stock falls to the order point.",
    "Replication": "One simulated history of the firm, with random customers, lead times and losses of "
    "its own.",
    "Safety stock": "Stock kept for the case that demand is higher or a delivery later than usual.",
    "Saturated": "The plant does not keep up: its queues grow without end.",
    "Seed": "The number that all chance in the simulation follows from. The same seed gives the same "
    "figures.",
    "Service": "See fill rate.",
    "Transition": "The months in which the firm goes over from today's way to another.",
    "Warm-up": "The first part of a simulated history, left out of the figures.",
    "Within the noise": "The interval holds zero: the figures do not show that there is a difference.",
    "Work in process": "Goods that are being made, from the kit of parts to the finished lot.",
    "Working capital": "Stock, work in process and what customers owe, less what is owed to suppliers.",
}
"""By word, what it means."""
