"""`tf.lookup`: tables that give values for keys."""

from tapeflow.lookup import experimental as experimental
from tapeflow.ops.lookup import KeyValueTensorInitializer as KeyValueTensorInitializer
from tapeflow.ops.lookup import StaticHashTable as StaticHashTable
from tapeflow.ops.lookup import StaticVocabularyTable as StaticVocabularyTable
from tapeflow.ops.lookup import TextFileIndex as TextFileIndex
from tapeflow.ops.lookup import TextFileInitializer as TextFileInitializer
