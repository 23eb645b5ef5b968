"""The desk (工作台): the workspace in a browser, on the same workflows as the commands."""
