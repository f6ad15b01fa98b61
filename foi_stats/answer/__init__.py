"""What is said: requests, topics and the answers to their questions. Rows in, answers out; nothing is drawn here."""
