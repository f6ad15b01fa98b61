"""What may be said: nothing is released here that was not decided on."""
