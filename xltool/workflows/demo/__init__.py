"""`xltool demo`: a sample city's units, played; everything else is the real thing."""
