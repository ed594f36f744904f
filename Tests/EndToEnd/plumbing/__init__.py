"""The base of the tests: a real Muster, its users and clients, and its processes."""
