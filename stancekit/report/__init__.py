"""Pages and pictures from blocks alone, so that each new result has its page."""
