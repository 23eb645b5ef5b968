"""The registry as sheets of rows: to and from the model, doubts and answers."""
