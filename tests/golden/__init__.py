"""Short programs that TensorFlow (recorded) and TapeFlow (tested) must answer alike."""
