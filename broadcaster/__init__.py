"""court-broadcaster: notices to people, exposure at places and feeds to agencies, for a court's enforcement bureau."""

__version__ = "0.1.0"
