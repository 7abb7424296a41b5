"""A model calibrated anew on labels of the texts that it is to be used on."""
