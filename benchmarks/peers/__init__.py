"""What stancekit does beside what one could take instead, on the same labels; see README.md."""
