"""Switch the auditor on before anything of orderpoint is imported, also in subprocesses."""

import os

os.environ["ORDERPOINT_AUDIT"] = "1"
