"""Reading files of strangers, purely: bytes in, values and reasons out. No Django, no clock.

The way of a file: `sniff` says what it is, `tables` yields its rows, `mapping` finds the
fields its columns stand for, `values` turns cells into typed values, `rows` does that for a
whole row, and `writers` gives refused rows back as they came.
"""
