"""Losses over alignments of sequences."""

from tapeflow.ops.alignment.ctc import ctc_greedy_decoder as ctc_greedy_decoder
from tapeflow.ops.alignment.ctc import ctc_loss as ctc_loss
