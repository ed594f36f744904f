"""What the tests stand on: a real Muster, people who talk to it, and a look at its processes."""
