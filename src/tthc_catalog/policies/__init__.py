"""The policy contract and the built-in policies. A policy maps a day to the outcomes that begin at given times of it."""
