"""Models as scikit-learn's estimators.

Keras 3.15's fail the same checks of `sklearn.utils.estimator_checks` (those that want the same
numbers from two fits). It also forgets `fit_kwargs` in a clone, and its `epoch_` is an error.
"""

import numpy as np
import pytest

import tapeflow as tf

base = pytest.importorskip("sklearn.base")
model_selection = pytest.importorskip("sklearn.model_selection")
pipeline = pytest.importorskip("sklearn.pipeline")
preprocessing = pytest.importorskip("sklearn.preprocessing")

wrappers = tf.keras.wrappers
X = np.eye(3)[[0, 1, 2, 0, 1, 2]] * 2.0
LABELS = np.array(["ant", "bee", "cat"])[[0, 1, 2, 0, 1, 2]]


def _model(X, y, loss="mse", learning_rate=0.0):
    """The identity, which learns nothing; its calls are one program for all tests."""
    dense = tf.keras.layers.Dense(y.shape[1], use_bias=False, kernel_initializer="identity")
    model = tf.keras.Sequential([tf.keras.Input((X.shape[1],)), dense])
    model.compile(tf.keras.optimizers.SGD(learning_rate), loss)
    return model


def _classifier(**options):
    options = {"fit_kwargs": {"epochs": 2, "verbose": 0}, **options}
    return wrappers.SKLearnClassifier(_model, **options)


def test_a_classifier_gives_labels_and_works_in_pipelines_and_searches():
    classifier = _classifier().fit(X, LABELS)
    assert classifier.classes_.tolist() == ["ant", "bee", "cat"]
    np.testing.assert_array_equal(classifier.predict(X), LABELS)
    np.testing.assert_allclose(classifier.decision_function(X), X)
    assert (classifier.epoch_, classifier.score(X, LABELS)) == (2, 1.0)
    piped = pipeline.make_pipeline(preprocessing.MaxAbsScaler(), _classifier()).fit(X, LABELS)
    np.testing.assert_array_equal(piped.predict(X), LABELS)
    grid = {"model_kwargs": [{"learning_rate": 0.0}]}
    search = model_selection.GridSearchCV(_classifier(), grid, cv=2).fit(X, LABELS)
    assert search.best_score_ == 1.0


def test_a_regressor_gives_targets_in_their_own_form():
    regressor = wrappers.SKLearnRegressor(_model, fit_kwargs={"verbose": 0})
    assert regressor.fit(X, X[:, 0]).predict(X).shape == (6,)
    assert regressor.fit(X, X).predict(X).shape == (6, 3)


def test_a_transformer_gives_the_outputs():
    transformer = wrappers.SKLearnTransformer(_model(X, X), fit_kwargs={"verbose": 0})
    np.testing.assert_allclose(transformer.fit_transform(X, X), X)


def test_a_model_is_cloned_unless_the_start_is_warm():
    model = _model(X, X, learning_rate=0.5)
    before = model.get_weights()[0]
    cold = wrappers.SKLearnRegressor(model).fit(X, -X, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], before)
    assert cold.model_ is not model
    warm = wrappers.SKLearnRegressor(model, warm_start=True).fit(X, -X, verbose=0)
    once = model.get_weights()[0]
    assert warm.model_ is model
    assert not np.array_equal(once, before)
    warm.fit(X, -X, verbose=0)
    assert warm.model_ is model
    assert not np.array_equal(model.get_weights()[0], once)


def test_clones_keep_every_argument_and_share_no_model():
    model = _model(X, X)
    cloned = base.clone(wrappers.SKLearnRegressor(model, True, {"a": 1}, {"epochs": 3}))
    assert cloned.model is not model
    assert cloned.model.compiled
    assert (cloned.warm_start, cloned.model_kwargs, cloned.fit_kwargs) == (
        True,
        {"a": 1},
        {"epochs": 3},
    )


def test_what_cannot_be_fitted_is_refused(monkeypatch):
    bare = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    with pytest.raises(RuntimeError, match="needs to be compiled"):
        wrappers.SKLearnRegressor(bare).fit(X, X[:, 0])
    with pytest.raises(ValueError, match="only one class"):
        _classifier().fit(X, np.zeros(6))
    with pytest.raises(ValueError, match="target types are supported"):
        _classifier().fit(X, np.linspace(0, 1, 6))
    with pytest.raises(RuntimeError, match="metadata routing"):
        _classifier().set_fit_request(sample_weight=True)
    monkeypatch.setattr("tapeflow.keras.wrappers.installed.BaseEstimator", object)
    with pytest.raises(ImportError, match=r"SKLearnClassifier needs scikit-learn"):
        _classifier()
