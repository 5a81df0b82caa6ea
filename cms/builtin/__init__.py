"""The parts that every site has, written against the same hooks as plugins."""
