"""x"""
class Layout:
    read_hidden = False
