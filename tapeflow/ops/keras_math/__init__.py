"""Pure functions behind `tf.keras`: update rules, learning rate schedules, losses, metrics."""
