"""The nouns of the trade: what passes between the stages. Imports nothing of ours."""
