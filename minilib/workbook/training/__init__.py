"""What the chapters train with: ``recipes`` and ``devices``; ``pretrain`` makes the small network's
own weights, ``bench`` measures speed and memory.
"""
