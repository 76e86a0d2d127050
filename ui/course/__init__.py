"""The pieces that the pages of the course share, and one module for what is a page's own."""
