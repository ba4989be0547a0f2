"""Doubles, contract suites and local gateways, shipped for the demo, for our tests and for other people's."""
