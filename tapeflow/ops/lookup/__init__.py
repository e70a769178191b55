"""Lookup tables."""

from tapeflow.ops.lookup.initializers import KeyValueTensorInitializer as KeyValueTensorInitializer
from tapeflow.ops.lookup.initializers import TextFileIndex as TextFileIndex
from tapeflow.ops.lookup.initializers import TextFileInitializer as TextFileInitializer
from tapeflow.ops.lookup.tables import DenseHashTable as DenseHashTable
from tapeflow.ops.lookup.tables import MutableHashTable as MutableHashTable
from tapeflow.ops.lookup.tables import StaticHashTable as StaticHashTable
from tapeflow.ops.lookup.tables import StaticVocabularyTable as StaticVocabularyTable
