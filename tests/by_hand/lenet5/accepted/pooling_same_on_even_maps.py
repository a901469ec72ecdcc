import tensorflow as tf
from tensorflow.keras import layers, models

model = models.Sequential([
    tf.keras.Input(shape=(32, 32, 3)),
    layers.Conv2D(filters=6, kernel_size=5, activation=tf.sigmoid),
    layers.MaxPool2D(pool_size=2, strides=2, padding='same'),    # 28 -> 14
    layers.Conv2D(filters=16, kernel_size=5, activation=tf.sigmoid),
    layers.MaxPool2D(pool_size=2, strides=2, padding='same'),    # 10 -> 5
    layers.Flatten(),
    layers.Dense(units=120, activation=tf.sigmoid),
    layers.Dense(units=84, activation=tf.sigmoid),
    layers.Dense(units=10, activation=tf.nn.softmax),
])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
