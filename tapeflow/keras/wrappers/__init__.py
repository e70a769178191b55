"""`tf.keras.wrappers`: models as scikit-learn's estimators."""

from tapeflow.keras.wrappers.sklearn_classifier import SKLearnClassifier as SKLearnClassifier
from tapeflow.keras.wrappers.sklearn_regressor import SKLearnRegressor as SKLearnRegressor
from tapeflow.keras.wrappers.sklearn_transformer import SKLearnTransformer as SKLearnTransformer
