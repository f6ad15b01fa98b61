"""The words of the field: years, periods, money, shorthand, findings. Nothing here reads a file or imports pandas."""
