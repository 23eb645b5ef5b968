"""Work per file, here or on a cluster: a deadly file costs only itself."""
