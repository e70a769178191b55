"""`tf.keras.layers`."""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

from tapeflow.keras.layers.activation_layers import Activation as Activation
from tapeflow.keras.layers.activation_layers import ELU as ELU
from tapeflow.keras.layers.activation_layers import LeakyReLU as LeakyReLU
from tapeflow.keras.layers.activation_layers import PReLU as PReLU
from tapeflow.keras.layers.activation_layers import ReLU as ReLU
from tapeflow.keras.layers.activation_layers import Softmax as Softmax
from tapeflow.keras.layers.activation_layers import ThresholdedReLU as ThresholdedReLU
from tapeflow.keras.layers.activity_regularization import (
    ActivityRegularization as ActivityRegularization,
)
from tapeflow.keras.layers.adaptive_pooling import (
    AdaptiveAveragePooling1D as AdaptiveAveragePooling1D,
)
from tapeflow.keras.layers.adaptive_pooling import (
    AdaptiveAveragePooling2D as AdaptiveAveragePooling2D,
)
from tapeflow.keras.layers.adaptive_pooling import (
    AdaptiveAveragePooling3D as AdaptiveAveragePooling3D,
)
from tapeflow.keras.layers.adaptive_pooling import AdaptiveMaxPooling1D as AdaptiveMaxPooling1D
from tapeflow.keras.layers.adaptive_pooling import AdaptiveMaxPooling2D as AdaptiveMaxPooling2D
from tapeflow.keras.layers.adaptive_pooling import AdaptiveMaxPooling3D as AdaptiveMaxPooling3D
from tapeflow.keras.layers.attention import AdditiveAttention as AdditiveAttention
from tapeflow.keras.layers.attention import Attention as Attention
from tapeflow.keras.layers.bidirectional import Bidirectional as Bidirectional
from tapeflow.keras.layers.conv_lstm import ConvLSTM1D as ConvLSTM1D
from tapeflow.keras.layers.conv_lstm import ConvLSTM2D as ConvLSTM2D
from tapeflow.keras.layers.conv_lstm import ConvLSTM3D as ConvLSTM3D
from tapeflow.keras.layers.convolution import Conv1D as Conv1D
from tapeflow.keras.layers.convolution import Conv2D as Conv2D
from tapeflow.keras.layers.convolution import Conv3D as Conv3D
from tapeflow.keras.layers.convolution import Convolution1D as Convolution1D
from tapeflow.keras.layers.convolution import Convolution2D as Convolution2D
from tapeflow.keras.layers.convolution import Convolution3D as Convolution3D
from tapeflow.keras.layers.convolution_transpose import Conv1DTranspose as Conv1DTranspose
from tapeflow.keras.layers.convolution_transpose import Conv2DTranspose as Conv2DTranspose
from tapeflow.keras.layers.convolution_transpose import Conv3DTranspose as Conv3DTranspose
from tapeflow.keras.layers.convolution_transpose import (
    Convolution1DTranspose as Convolution1DTranspose,
)
from tapeflow.keras.layers.convolution_transpose import (
    Convolution2DTranspose as Convolution2DTranspose,
)
from tapeflow.keras.layers.convolution_transpose import (
    Convolution3DTranspose as Convolution3DTranspose,
)
from tapeflow.keras.layers.cropping import Cropping1D as Cropping1D
from tapeflow.keras.layers.cropping import Cropping2D as Cropping2D
from tapeflow.keras.layers.cropping import Cropping3D as Cropping3D
from tapeflow.keras.layers.dense import Dense as Dense
from tapeflow.keras.layers.depthwise import DepthwiseConv1D as DepthwiseConv1D
from tapeflow.keras.layers.depthwise import DepthwiseConv2D as DepthwiseConv2D
from tapeflow.keras.layers.dropout import Dropout as Dropout
from tapeflow.keras.layers.dropout import SpatialDropout1D as SpatialDropout1D
from tapeflow.keras.layers.dropout import SpatialDropout2D as SpatialDropout2D
from tapeflow.keras.layers.dropout import SpatialDropout3D as SpatialDropout3D
from tapeflow.keras.layers.einsum_dense import EinsumDense as EinsumDense
from tapeflow.keras.layers.embedding import Embedding as Embedding
from tapeflow.keras.layers.foreign_layers import TFSMLayer as TFSMLayer
from tapeflow.keras.layers.foreign_layers import TorchModuleWrapper as TorchModuleWrapper
from tapeflow.keras.layers.group_normalization import GroupNormalization as GroupNormalization
from tapeflow.keras.layers.grouped_query_attention import GroupQueryAttention as GroupQueryAttention
from tapeflow.keras.layers.identity import Identity as Identity
from tapeflow.keras.layers.identity import Lambda as Lambda
from tapeflow.keras.layers.input_layer import Input as Input
from tapeflow.keras.layers.input_layer import InputLayer as InputLayer
from tapeflow.keras.layers.input_spec import InputSpec as InputSpec
from tapeflow.keras.layers.jax_layer import FlaxLayer as FlaxLayer
from tapeflow.keras.layers.jax_layer import JaxLayer as JaxLayer
from tapeflow.keras.layers.layer import Layer as Layer
from tapeflow.keras.layers.masking import Masking as Masking
from tapeflow.keras.layers.merging import Add as Add
from tapeflow.keras.layers.merging import Average as Average
from tapeflow.keras.layers.merging import Concatenate as Concatenate
from tapeflow.keras.layers.merging import Dot as Dot
from tapeflow.keras.layers.merging import Maximum as Maximum
from tapeflow.keras.layers.merging import Minimum as Minimum
from tapeflow.keras.layers.merging import Multiply as Multiply
from tapeflow.keras.layers.merging import Subtract as Subtract
from tapeflow.keras.layers.merging import add as add
from tapeflow.keras.layers.merging import average as average
from tapeflow.keras.layers.merging import concatenate as concatenate
from tapeflow.keras.layers.merging import dot as dot
from tapeflow.keras.layers.merging import maximum as maximum
from tapeflow.keras.layers.merging import minimum as minimum
from tapeflow.keras.layers.merging import multiply as multiply
from tapeflow.keras.layers.merging import subtract as subtract
from tapeflow.keras.layers.multi_head_attention import MultiHeadAttention as MultiHeadAttention
from tapeflow.keras.layers.noise import AlphaDropout as AlphaDropout
from tapeflow.keras.layers.noise import GaussianDropout as GaussianDropout
from tapeflow.keras.layers.noise import GaussianNoise as GaussianNoise
from tapeflow.keras.layers.normalization import BatchNormalization as BatchNormalization
from tapeflow.keras.layers.normalization import LayerNormalization as LayerNormalization
from tapeflow.keras.layers.pooling import AveragePooling1D as AveragePooling1D
from tapeflow.keras.layers.pooling import AveragePooling2D as AveragePooling2D
from tapeflow.keras.layers.pooling import AveragePooling3D as AveragePooling3D
from tapeflow.keras.layers.pooling import AvgPool1D as AvgPool1D
from tapeflow.keras.layers.pooling import AvgPool2D as AvgPool2D
from tapeflow.keras.layers.pooling import AvgPool3D as AvgPool3D
from tapeflow.keras.layers.pooling import GlobalAveragePooling1D as GlobalAveragePooling1D
from tapeflow.keras.layers.pooling import GlobalAveragePooling2D as GlobalAveragePooling2D
from tapeflow.keras.layers.pooling import GlobalAveragePooling3D as GlobalAveragePooling3D
from tapeflow.keras.layers.pooling import GlobalAvgPool1D as GlobalAvgPool1D
from tapeflow.keras.layers.pooling import GlobalAvgPool2D as GlobalAvgPool2D
from tapeflow.keras.layers.pooling import GlobalAvgPool3D as GlobalAvgPool3D
from tapeflow.keras.layers.pooling import GlobalMaxPool1D as GlobalMaxPool1D
from tapeflow.keras.layers.pooling import GlobalMaxPool2D as GlobalMaxPool2D
from tapeflow.keras.layers.pooling import GlobalMaxPool3D as GlobalMaxPool3D
from tapeflow.keras.layers.pooling import GlobalMaxPooling1D as GlobalMaxPooling1D
from tapeflow.keras.layers.pooling import GlobalMaxPooling2D as GlobalMaxPooling2D
from tapeflow.keras.layers.pooling import GlobalMaxPooling3D as GlobalMaxPooling3D
from tapeflow.keras.layers.pooling import MaxPool1D as MaxPool1D
from tapeflow.keras.layers.pooling import MaxPool2D as MaxPool2D
from tapeflow.keras.layers.pooling import MaxPool3D as MaxPool3D
from tapeflow.keras.layers.pooling import MaxPooling1D as MaxPooling1D
from tapeflow.keras.layers.pooling import MaxPooling2D as MaxPooling2D
from tapeflow.keras.layers.pooling import MaxPooling3D as MaxPooling3D
from tapeflow.keras.layers.recurrent import RNN as RNN
from tapeflow.keras.layers.recurrent_cells import GRUCell as GRUCell
from tapeflow.keras.layers.recurrent_cells import LSTMCell as LSTMCell
from tapeflow.keras.layers.recurrent_cells import SimpleRNNCell as SimpleRNNCell
from tapeflow.keras.layers.recurrent_layers import GRU as GRU
from tapeflow.keras.layers.recurrent_layers import LSTM as LSTM
from tapeflow.keras.layers.recurrent_layers import SimpleRNN as SimpleRNN
from tapeflow.keras.layers.rescaling import Rescaling as Rescaling
from tapeflow.keras.layers.reshaping import Flatten as Flatten
from tapeflow.keras.layers.reshaping import Permute as Permute
from tapeflow.keras.layers.reshaping import RepeatVector as RepeatVector
from tapeflow.keras.layers.reshaping import Reshape as Reshape
from tapeflow.keras.layers.reversible_embedding import ReversibleEmbedding as ReversibleEmbedding
from tapeflow.keras.layers.rms_normalization import RMSNormalization as RMSNormalization
from tapeflow.keras.layers.rms_normalization import UnitNormalization as UnitNormalization
from tapeflow.keras.layers.separable import SeparableConv1D as SeparableConv1D
from tapeflow.keras.layers.separable import SeparableConv2D as SeparableConv2D
from tapeflow.keras.layers.separable import SeparableConvolution1D as SeparableConvolution1D
from tapeflow.keras.layers.separable import SeparableConvolution2D as SeparableConvolution2D
from tapeflow.keras.layers.serialization import deserialize as deserialize
from tapeflow.keras.layers.serialization import serialize as serialize
from tapeflow.keras.layers.spectral_normalization import (
    SpectralNormalization as SpectralNormalization,
)
from tapeflow.keras.layers.stacked_cells import StackedRNNCells as StackedRNNCells
from tapeflow.keras.layers.time_distributed import TimeDistributed as TimeDistributed
from tapeflow.keras.layers.up_sampling import UpSampling1D as UpSampling1D
from tapeflow.keras.layers.up_sampling import UpSampling2D as UpSampling2D
from tapeflow.keras.layers.up_sampling import UpSampling3D as UpSampling3D
from tapeflow.keras.layers.wrapper import Wrapper as Wrapper
from tapeflow.keras.layers.zero_padding import ZeroPadding1D as ZeroPadding1D
from tapeflow.keras.layers.zero_padding import ZeroPadding2D as ZeroPadding2D
from tapeflow.keras.layers.zero_padding import ZeroPadding3D as ZeroPadding3D
from tapeflow.keras.layers.preprocessing.category_encoding import (
    CategoryEncoding as CategoryEncoding,
)
from tapeflow.keras.layers.preprocessing.discretization import Discretization as Discretization
from tapeflow.keras.layers.preprocessing.feature_normalization import Normalization as Normalization
from tapeflow.keras.layers.preprocessing.hashing import HashedCrossing as HashedCrossing
from tapeflow.keras.layers.preprocessing.hashing import Hashing as Hashing
from tapeflow.keras.layers.preprocessing.integer_lookup import IntegerLookup as IntegerLookup
from tapeflow.keras.layers.preprocessing.string_lookup import StringLookup as StringLookup
from tapeflow.keras.layers.preprocessing.text_vectorization import (
    TextVectorization as TextVectorization,
)

# Imported when first asked for: few programs need them.
_LATER = {
    "AugMix": "rand_augment",
    "AutoContrast": "random_tones",
    "CenterCrop": "resizing",
    "ContrastLimitedAdaptiveHistogramEqualization": "equalization",
    "CutMix": "mixing",
    "Equalization": "equalization",
    "MaxNumBoundingBoxes": "max_num_bounding_boxes",
    "MelSpectrogram": "mel_spectrogram",
    "MixUp": "mixing",
    "Pipeline": "pipeline",
    "RandAugment": "rand_augment",
    "RandomBrightness": "random_light",
    "RandomColorDegeneration": "random_color",
    "RandomColorJitter": "random_color_jitter",
    "RandomContrast": "random_light",
    "RandomCrop": "resizing",
    "RandomElasticTransform": "random_elastic_transform",
    "RandomErasing": "random_erasing",
    "RandomFlip": "random_flip",
    "RandomGaussianBlur": "random_sharpness",
    "RandomGrayscale": "random_color",
    "RandomHeight": "random_size",
    "RandomHue": "random_color",
    "RandomInvert": "random_tones",
    "RandomPerspective": "random_perspective",
    "RandomPosterization": "random_tones",
    "RandomRotation": "random_geometry",
    "RandomSaturation": "random_color",
    "RandomSharpness": "random_sharpness",
    "RandomShear": "random_geometry",
    "RandomTranslation": "random_geometry",
    "RandomWidth": "random_size",
    "RandomZoom": "random_geometry",
    "Resizing": "resizing",
    "STFTSpectrogram": "stft_spectrogram",
    "Solarization": "random_tones",
}

if TYPE_CHECKING:
    from tapeflow.keras.layers.preprocessing.rand_augment import AugMix as AugMix
    from tapeflow.keras.layers.preprocessing.random_tones import AutoContrast as AutoContrast
    from tapeflow.keras.layers.preprocessing.resizing import CenterCrop as CenterCrop
    from tapeflow.keras.layers.preprocessing.equalization import (
        ContrastLimitedAdaptiveHistogramEqualization as ContrastLimitedAdaptiveHistogramEqualization,  # noqa: E501
    )
    from tapeflow.keras.layers.preprocessing.mixing import CutMix as CutMix
    from tapeflow.keras.layers.preprocessing.equalization import Equalization as Equalization
    from tapeflow.keras.layers.preprocessing.max_num_bounding_boxes import (
        MaxNumBoundingBoxes as MaxNumBoundingBoxes,
    )
    from tapeflow.keras.layers.preprocessing.mel_spectrogram import MelSpectrogram as MelSpectrogram
    from tapeflow.keras.layers.preprocessing.mixing import MixUp as MixUp
    from tapeflow.keras.layers.preprocessing.pipeline import Pipeline as Pipeline
    from tapeflow.keras.layers.preprocessing.rand_augment import RandAugment as RandAugment
    from tapeflow.keras.layers.preprocessing.random_light import (
        RandomBrightness as RandomBrightness,
    )
    from tapeflow.keras.layers.preprocessing.random_color import (
        RandomColorDegeneration as RandomColorDegeneration,
    )
    from tapeflow.keras.layers.preprocessing.random_color_jitter import (
        RandomColorJitter as RandomColorJitter,
    )
    from tapeflow.keras.layers.preprocessing.random_light import RandomContrast as RandomContrast
    from tapeflow.keras.layers.preprocessing.resizing import RandomCrop as RandomCrop
    from tapeflow.keras.layers.preprocessing.random_elastic_transform import (
        RandomElasticTransform as RandomElasticTransform,
    )
    from tapeflow.keras.layers.preprocessing.random_erasing import RandomErasing as RandomErasing
    from tapeflow.keras.layers.preprocessing.random_flip import RandomFlip as RandomFlip
    from tapeflow.keras.layers.preprocessing.random_sharpness import (
        RandomGaussianBlur as RandomGaussianBlur,
    )
    from tapeflow.keras.layers.preprocessing.random_color import RandomGrayscale as RandomGrayscale
    from tapeflow.keras.layers.preprocessing.random_size import RandomHeight as RandomHeight
    from tapeflow.keras.layers.preprocessing.random_color import RandomHue as RandomHue
    from tapeflow.keras.layers.preprocessing.random_tones import RandomInvert as RandomInvert
    from tapeflow.keras.layers.preprocessing.random_perspective import (
        RandomPerspective as RandomPerspective,
    )
    from tapeflow.keras.layers.preprocessing.random_tones import (
        RandomPosterization as RandomPosterization,
    )
    from tapeflow.keras.layers.preprocessing.random_geometry import RandomRotation as RandomRotation
    from tapeflow.keras.layers.preprocessing.random_color import (
        RandomSaturation as RandomSaturation,
    )
    from tapeflow.keras.layers.preprocessing.random_sharpness import (
        RandomSharpness as RandomSharpness,
    )
    from tapeflow.keras.layers.preprocessing.random_geometry import RandomShear as RandomShear
    from tapeflow.keras.layers.preprocessing.random_geometry import (
        RandomTranslation as RandomTranslation,
    )
    from tapeflow.keras.layers.preprocessing.random_size import RandomWidth as RandomWidth
    from tapeflow.keras.layers.preprocessing.random_geometry import RandomZoom as RandomZoom
    from tapeflow.keras.layers.preprocessing.resizing import Resizing as Resizing
    from tapeflow.keras.layers.preprocessing.random_tones import Solarization as Solarization
    from tapeflow.keras.layers.preprocessing.stft_spectrogram import (
        STFTSpectrogram as STFTSpectrogram,
    )


def __getattr__(name: str):
    if name in _LATER:
        module = _import_module(f"tapeflow.keras.layers.preprocessing.{_LATER[name]}")
        return globals().setdefault(name, getattr(module, name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
