"""Forms of the customers screens. What is right and wrong is decided by the domain's fields."""
