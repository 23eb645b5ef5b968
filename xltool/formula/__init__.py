"""The rule language: Excel's own formula language over `[字段]`, `[表.字段]` and the period's constants."""
