"""Cases as data: folders with a case file and tables, and the loader that checks them."""

from scenarios.alternative import Alternative
from scenarios.bundled import bundled_cases
from scenarios.case import Case
from scenarios.case_info import CaseInfo
from scenarios.fact import Fact
from scenarios.lever import Lever
from scenarios.load import check_case, load_case
from scenarios.planning import Planning
from scenarios.problem import Problem
from scenarios.run_settings import RunSettings

__all__ = [
    "Alternative",
    "Case",
    "CaseInfo",
    "Fact",
    "Lever",
    "Planning",
    "Problem",
    "RunSettings",
    "bundled_cases",
    "check_case",
    "load_case",
]
