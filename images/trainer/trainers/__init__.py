"""Real training programs on the Trial API, each runnable by hand.

python -m trainers.mnist --help
python -m trainers.characters --help
"""
