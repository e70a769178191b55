"""Strings, on the host."""

from tapeflow.ops.strings.hashing import to_hash_bucket as to_hash_bucket
from tapeflow.ops.strings.hashing import to_hash_bucket_fast as to_hash_bucket_fast
from tapeflow.ops.strings.hashing import to_hash_bucket_strong as to_hash_bucket_strong
from tapeflow.ops.strings.join import join as join
from tapeflow.ops.strings.join import ngrams as ngrams
from tapeflow.ops.strings.join import reduce_join as reduce_join
from tapeflow.ops.strings.join import unsorted_segment_join as unsorted_segment_join
from tapeflow.ops.strings.letters import length as length
from tapeflow.ops.strings.letters import lower as lower
from tapeflow.ops.strings.letters import strip as strip
from tapeflow.ops.strings.letters import substr as substr
from tapeflow.ops.strings.letters import upper as upper
from tapeflow.ops.strings.numbers import as_string as as_string
from tapeflow.ops.strings.numbers import string_format as format
from tapeflow.ops.strings.numbers import to_number as to_number
from tapeflow.ops.strings.regex import regex_full_match as regex_full_match
from tapeflow.ops.strings.regex import regex_replace as regex_replace
from tapeflow.ops.strings.split import bytes_split as bytes_split
from tapeflow.ops.strings.split import split as split
from tapeflow.ops.strings.unicode import unicode_decode as unicode_decode
from tapeflow.ops.strings.unicode import unicode_decode_with_offsets as unicode_decode_with_offsets
from tapeflow.ops.strings.unicode import unicode_encode as unicode_encode
from tapeflow.ops.strings.unicode import unicode_script as unicode_script
from tapeflow.ops.strings.unicode import unicode_split as unicode_split
from tapeflow.ops.strings.unicode import unicode_split_with_offsets as unicode_split_with_offsets
from tapeflow.ops.strings.unicode import unicode_transcode as unicode_transcode
