"""Answers Freedom of Information questions about money and numbers."""
