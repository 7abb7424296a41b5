"""Who says what in an article: text in, spans out, without a model."""
