"""The portal: pages for units, each let in by its own link. An application of its own
beside the desk: neither opens a page of the other.
"""
