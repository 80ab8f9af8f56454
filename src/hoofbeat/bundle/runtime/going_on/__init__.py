"""How to go on after a ranking: findings by body system and by cost, when to stop, and to whom to refer."""
