"""Work per file, done where a file that kills, hangs or swells its reader costs only itself: here or on a cluster."""
