"""Other right answers to the exercises of chapter 10, and mutants that are right as well."""

RIGHT_WAYS = {}
EQUIVALENT = {}
