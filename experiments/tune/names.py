"""What is confirmed beside each other, by name."""

TODAY, TUNED, FORMULA, BACK_SOLVED = "today", "tuned", "formula", "back-solve"
