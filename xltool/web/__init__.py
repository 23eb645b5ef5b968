"""The desk (工作台).

The workspace in a browser, on the same workflows as the commands.
"""
