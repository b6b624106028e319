"""Zhunsheng 准绳: what officers did, held against what they may do."""
