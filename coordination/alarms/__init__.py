"""What is wrong with the running of it: for the page, monitoring and letters."""
