"""Files, records, examples, CSV and serialized tensors."""

from tests.golden.case import case, raised
from tests.golden.composites import evaluated, plain

EXPRESSIONS = r"""
tf.io.serialize_sparse(s).numpy()
tf.io.serialize_many_sparse(s).numpy()
tf.io.deserialize_many_sparse(tf.io.serialize_many_sparse(s),tf.int32)
tf.io.decode_raw([b'\x01\x00\x02\x00'],tf.int16)
tf.io.decode_raw(b'\x01\x00\x02\x00',tf.int16,little_endian=False)
tf.io.decode_raw(['abc','d'],tf.uint8,fixed_length=4)
tf.io.decode_raw(['abc','d'],tf.uint8)
tf.io.encode_base64(['hi?>'])
tf.io.encode_base64('hi?>',pad=True)
tf.io.decode_base64('aGk_Pg')
tf.io.decode_csv(['1,2.5,a','3,,b'],[0,0.5,''])
tf.io.decode_csv('1,"a,b"',[[1],['']])
tf.io.decode_csv('x,1',[[1],[1]])
tf.io.decode_csv('1',[[1],[1]])
tf.io.decode_csv(',1',[tf.constant([],tf.int32),[1]])
tf.io.decode_csv('1 2',[[1],[1]],field_delim=' ')
tf.io.decode_csv('1,NA,3',[[1],[7],[1]],na_value='NA',select_cols=[0,1,2])
tf.io.decode_csv('1,2,3',[[1]],select_cols=[2])
tf.io.decode_csv('"a""b",c',[[''],['']])
tf.io.serialize_tensor([1, 2])
tf.io.serialize_tensor(['a', 'bc'])
tf.io.serialize_tensor(1.5)
tf.io.serialize_tensor([[True]])
tf.io.serialize_tensor(tf.zeros([0, 3]))
tf.io.serialize_tensor(tf.constant([1, 2], tf.float16))
tf.io.parse_tensor(b'xx', tf.int32)
tf.io.parse_tensor(tf.io.serialize_tensor([1]), tf.float32)
tf.io.parse_tensor(tf.io.serialize_tensor(['a']), tf.string)
tf.io.parse_tensor(tf.io.serialize_tensor([[1 + 2j]]), tf.complex128)
tf.io.parse_tensor(tf.io.serialize_tensor(tf.zeros([0, 3])), tf.float32)
tf.io.parse_tensor(b'\x08\x01\x12\x04\x12\x02\x08\x03*\x04\x00\x00\x80?', tf.float32)
tf.io.decode_compressed(tf.io.decode_base64('eJxLBAAAYgBi'), 'ZLIB')
tf.io.read_file('/no/such/file')
tf.io.gfile.GFile('/no/such/file').read()
tf.io.gfile.listdir('/no/such')
tf.io.decode_csv([['1'], ['2']], [0.0])
tf.io.decode_csv('1,2', [0, 0], select_cols=[0, 1])
tf.io.decode_csv('a,"b', ['', ''])
""".strip().split("\n")


@case(params=EXPRESSIONS)
def expression(tf, np, text):
    return evaluated(text, tf=tf, np=np, s=tf.sparse.from_dense([[1, 0, 2], [0, 3, 0]]))


def _example(tf, **features):
    def feature(values):
        kind = type(values[0]) if values else int
        if kind is bytes:
            return tf.train.Feature(bytes_list=tf.train.BytesList(value=values))
        if kind is float:
            return tf.train.Feature(float_list=tf.train.FloatList(value=values))
        return tf.train.Feature(int64_list=tf.train.Int64List(value=values))

    made = {name: feature(values) for name, values in features.items()}
    return tf.train.Example(features=tf.train.Features(feature=made))


@case
def bytes_of_an_example(tf, np):
    example = _example(tf, a=[1, -2, 300], b=[1.5], c=[b"x", b""], d=[])
    data = example.SerializeToString(deterministic=True)
    again = tf.train.Example.FromString(data)
    return [
        data,
        again == example,
        list(again.features.feature["a"].int64_list.value),
        list(again.features.feature["b"].float_list.value),
        again.features.feature["c"].WhichOneof("kind"),
        again.features.feature["zz"].WhichOneof("kind"),
        "a" in again.features.feature,
        tf.train.Int64List(value=[2**40, -1]).SerializeToString(),
        str(_example(tf, a=[1, 2])),
        str(_example(tf, c=[b"x\n"])),
    ]


@case
def an_example_by_hand(tf, np):
    example = tf.train.Example()
    example.features.feature["n"].int64_list.value.append(5)
    example.features.feature["n"].int64_list.value.extend([6, 7])
    example.features.feature["f"].float_list.value[:] = [0.5]
    copy = tf.train.Example()
    copy.CopyFrom(example)
    return [example.SerializeToString(deterministic=True), copy == example, example.ByteSize()]


@case(
    params=[
        "tf.train.BytesList(value=['text'])",
        "tf.train.Int64List(value=[1.5])",
        "tf.train.FloatList(value=['x'])",
        "tf.train.Int64List(value=[2**70])",
        "tf.train.Feature(other=1)",
        "tf.train.Example.FromString(b'\\xff')",
    ]
)
def bad_parts(tf, np, text):
    return evaluated(text, tf=tf)


FEATURES = [
    "{'a': tf.io.FixedLenFeature([2], tf.int64)}",
    "{'a': tf.io.FixedLenFeature([1, 2], tf.int64), 'b': tf.io.FixedLenFeature([], tf.float32)}",
    "{'a': tf.io.FixedLenFeature([3], tf.int64)}",
    "{'a': tf.io.FixedLenFeature([2], tf.float32)}",
    "{'a': tf.io.FixedLenFeature([2], tf.int32)}",
    "{'z': tf.io.FixedLenFeature([2], tf.float32)}",
    "{'z': tf.io.FixedLenFeature([2], tf.float32, default_value=[1.0, 2.0])}",
    "{'z': tf.io.FixedLenFeature([], tf.string, default_value='x')}",
    "{'c': tf.io.VarLenFeature(tf.string), 'z': tf.io.VarLenFeature(tf.int64)}",
    "{'c': tf.io.FixedLenSequenceFeature([], tf.string, allow_missing=True)}",
    "{'a': tf.io.FixedLenSequenceFeature([2], tf.int64, allow_missing=True)}",
    "{'z': tf.io.FixedLenSequenceFeature([], tf.int64, allow_missing=True, default_value=-1)}",
    "{'c': tf.io.RaggedFeature(tf.string), 'r': tf.io.RaggedFeature(tf.int64, value_key='a')}",
    "{'s': tf.io.SparseFeature('a', 'f', tf.float32, size=400)}",
    "{}",
]


@case(params=FEATURES)
def parsing(tf, np, text):
    features = evaluated(text, tf=tf)
    one = _example(tf, a=[3, 7], b=[1.5], c=[b"x", b"yy"], f=[0.5, 0.25]).SerializeToString()
    two = _example(tf, a=[9, 8], b=[2.5], c=[], f=[1.0, 2.0]).SerializeToString()
    return [
        plain(raised(tf.io.parse_single_example, one, features)),
        plain(raised(tf.io.parse_example, [one, two], features)),
        plain(raised(tf.io.parse_example, [two], features)),
    ]


@case
def parsing_a_sequence(tf, np):
    steps = [tf.train.Feature(int64_list=tf.train.Int64List(value=[n, n + 1])) for n in range(3)]
    example = tf.train.SequenceExample(
        context=_example(tf, label=[4]).features,
        feature_lists=tf.train.FeatureLists(
            feature_list={"steps": tf.train.FeatureList(feature=steps)}
        ),
    )
    context, sequences = tf.io.parse_single_sequence_example(
        example.SerializeToString(),
        {"label": tf.io.FixedLenFeature([], tf.int64)},
        {"steps": tf.io.FixedLenSequenceFeature([2], tf.int64)},
    )
    _, sparse = tf.io.parse_single_sequence_example(
        example.SerializeToString(), None, {"steps": tf.io.VarLenFeature(tf.int64)}
    )
    return [context, sequences, plain(sparse)]


@case(params=["", "GZIP", "ZLIB"])
def records(tf, np, compression):
    import os
    import tempfile

    long = bytes(range(256)) * 200
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a")
        with tf.io.TFRecordWriter(path, compression) as writer:
            for record in (b"one", b"", long):
                writer.write(record)
        with open(path, "rb") as file:
            data = file.read()
        read = list(tf.compat.v1.io.tf_record_iterator(path, tf.io.TFRecordOptions(compression)))
    return [read == [b"one", b"", long], data if not compression else None]


@case
def files(tf, np):
    import os
    import tempfile

    gfile = tf.io.gfile
    with tempfile.TemporaryDirectory() as folder:
        a, b = os.path.join(folder, "a"), os.path.join(folder, "d", "b")
        tf.io.write_file(a, "text")
        gfile.makedirs(os.path.dirname(b))
        gfile.makedirs(os.path.dirname(b))
        with gfile.GFile(b, "w") as file:
            file.write("one\ntwo\n")
        with gfile.GFile(b) as file:
            lines = list(file)
        gfile.copy(a, b, overwrite=True)
        found = [
            tf.io.read_file(a), lines, gfile.exists(a), gfile.isdir(folder),
            sorted(gfile.listdir(folder)), gfile.stat(a).length, gfile.GFile(b, "rb").read(),
            raised(gfile.copy, a, b), raised(gfile.mkdir, folder),
            raised(gfile.remove, os.path.join(folder, "no")),
            [os.path.basename(p) for p in gfile.glob(os.path.join(folder, "*"))],
            [os.path.basename(p) for p in tf.io.matching_files(os.path.join(folder, "*")).numpy()],
        ]  # fmt: skip
        gfile.rename(a, os.path.join(folder, "c"))
        gfile.rmtree(os.path.dirname(b))
        return [*found, sorted(gfile.listdir(folder))]
