"""Published models against what their papers, closed forms and independent programs say."""
