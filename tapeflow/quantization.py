"""`tf.quantization`: numbers rounded as a quantized model would round them."""

from tapeflow.ops.quantization import (
    fake_quant_with_min_max_args as fake_quant_with_min_max_args,
)
from tapeflow.ops.quantization import (
    fake_quant_with_min_max_args_gradient as fake_quant_with_min_max_args_gradient,
)
from tapeflow.ops.quantization import (
    fake_quant_with_min_max_vars as fake_quant_with_min_max_vars,
)
from tapeflow.ops.quantization import (
    fake_quant_with_min_max_vars_gradient as fake_quant_with_min_max_vars_gradient,
)
from tapeflow.ops.quantization import (
    fake_quant_with_min_max_vars_per_channel as fake_quant_with_min_max_vars_per_channel,
)
from tapeflow.ops.quantization import (
    fake_quant_with_min_max_vars_per_channel_gradient as fake_quant_with_min_max_vars_per_channel_gradient,  # noqa: E501 - one name
)
from tapeflow.ops.quantization import quantize_and_dequantize as quantize_and_dequantize
from tapeflow.ops.quantization import (
    quantize_and_dequantize_v2 as quantize_and_dequantize_v2,
)
