"""The form designs that `xltool init` copies into a new workspace."""
