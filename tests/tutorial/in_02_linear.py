x = tf.constant([[1., 2., 3.],[4., 5., 6.]])
y = tf.constant([10.0, 20.0])

class Linear(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.Dense = tf.keras.layers.Dense(
            units=1,
            activation=None,
            kernel_initializer=tf.zeros_initializer,
            bias_initializer=tf.zeros_initializer,
        )
    def call(self, input):
        out = self.Dense(input)
        return out

# 模型训练
model = Linear()
optimizer = tf.keras.optimizers.SGD(learning_rate=0.01)
for i in range(100):
    with tf.GradientTape() as tape:
        y_pred = model(x)
        loss = tf.reduce_sum(tf.square(y_pred - y))
    grads = tape.gradient(loss, model.variables)
    optimizer.apply_gradients(grads_and_vars = zip(grads, model.variables))
print(model.variables)
