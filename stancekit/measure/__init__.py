"""Arrays in, numbers out: measures, intervals, agreement, uncertainty."""
