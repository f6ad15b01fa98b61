"""The screen: what a file holds that its reader does not see, one small check for each kind of hidden content.

``read`` opens what is given and asks the module of its format; ``catalogue`` names the checks. Checks yield findings
that do not name the file yet. Knows files, and nothing of requests.
"""
