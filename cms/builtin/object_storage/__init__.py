"""Files in a bucket of an S3-compatible store, so that any number of machines serve them.

Each machine keeps what it was asked for in its media folder, up to a size.
"""
