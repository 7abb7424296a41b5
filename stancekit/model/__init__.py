"""The model: fitting one (`classifier`), using it (`model`), its folder and its card."""
