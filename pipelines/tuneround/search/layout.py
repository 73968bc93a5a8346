"""Layout: which setting, point and repeat a trial's index stands for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """Settings vary fastest, then repeats, then points: index = (point R + repeat) S + setting.

    More trials therefore extend every setting evenly, and move nothing.

    Attributes:
        settings: S, 1 unless the design is crossed.
        repeats: R, `budget.repeats`.

    """

    settings: int
    repeats: int

    def place(self, index: int) -> tuple[int, int, int]:
        """Return the setting, the point and the repeat of trial `index`.

        >>> Layout(settings=2, repeats=3).place(7)
        (1, 1, 0)
        """
        turn, setting = divmod(index, self.settings)
        point, repeat = divmod(turn, self.repeats)
        return setting, point, repeat

    def index(self, setting: int, point: int, repeat: int) -> int:
        """Return the trial at a place; the inverse of `place`."""
        return (point * self.repeats + repeat) * self.settings + setting
