num_epochs = 5
batch_size = 50
learning_rate = 0.001
