"""Files of any size, scored chunk by chunk, with nothing lost when it is interrupted."""
