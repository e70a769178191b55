"""The sources and transformations that data sets are made of."""
