"""A small convolutional network on 5,000 MNIST digits."""
