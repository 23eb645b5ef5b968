"""Units and leaders: their printed names, and which of them are one."""
