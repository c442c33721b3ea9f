"""No test judges a wall time: the deadlines of property tests are off."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
