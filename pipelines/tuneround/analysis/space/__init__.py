"""Questions about the search space: its bounds, its bad regions, its good one."""
