"""The policy contract and the built-in policies: for a day, which outcomes begin at which times?"""
