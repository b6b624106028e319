"""What cannot be unsaid: a log of acts that shows every later change of it.

Records go into a Merkle tree (RFC 6962, RFC 9162) kept as files (C2SP tlog-tiles); what the tree
says at each size is signed (C2SP tlog-checkpoint). ``log`` writes, ``reading`` reads and proves,
``verify`` is for those who do not trust either.
"""
