"""What the administrators do about offices, people, accounts and posts: one function an act."""
