"""Helpers shared by the tests: where the test data lies, and how to get binary modules out of the official scripts."""
