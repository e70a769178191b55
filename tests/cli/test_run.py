import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def tapeflow(*arguments: object, cwd: Path, **kwargs) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "tapeflow", *map(str, arguments)],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(cwd)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **kwargs,
    )


@pytest.fixture
def run(tmp_path):
    """Runs a script's text by `tapeflow run`."""

    def run(text: str, *arguments: object, options=(), **kwargs):
        (tmp_path / "script.py").write_text(textwrap.dedent(text), encoding="utf-8")
        return tapeflow("run", *options, "script.py", *arguments, cwd=tmp_path, **kwargs)

    return run


def test_every_way_to_import_tensorflow_means_tapeflow(run):
    done = run(
        """
        import tensorflow as tf
        import tensorflow.keras
        import keras
        import tensorflow.keras.datasets as datasets
        from tensorflow import keras as same_keras
        from tensorflow.keras import datasets as same_datasets
        from tensorflow.keras.datasets import mnist
        from tensorflow.keras.datasets.mnist import load_data
        from keras.datasets import mnist as also_mnist
        import sys, tapeflow
        assert tf.keras is same_keras and datasets is same_datasets is tf.keras.datasets
        assert load_data is mnist.load_data is also_mnist.load_data
        assert load_data is tapeflow.keras.datasets.mnist.load_data
        assert tf.Tensor is tapeflow.Tensor
        assert tf.keras.__name__ == "tensorflow.keras", tf.keras.__name__
        assert tf.__version__.split(".")[0] == "2" and keras.__version__.split(".")[0] == "3"
        print(tf.constant([1.0, 2.0]))
        """
    )
    assert done.stderr == ""
    assert done.stdout == "tf.Tensor([1. 2.], shape=(2,), dtype=float32)\n"
    assert done.returncode == 0


def test_a_script_finds_itself_where_python_puts_it(run, tmp_path):
    (tmp_path / "beside.py").write_text("value = 3")
    done = run(
        """
        import sys, beside
        if __name__ == "__main__":
            import __main__
            assert __main__.__file__ == __file__ and beside.value == 3
            print(sys.argv, __file__, sys.path[0])
        """,
        "--epochs",
        "3",
        "--help",
    )
    assert done.stderr == ""
    script = tmp_path / "script.py"
    assert done.stdout == f"['script.py', '--epochs', '3', '--help'] {script} {tmp_path}\n"


def test_a_missing_name_is_one_line_that_names_the_nearest(run):
    done = run(
        """
        import tensorflow as tf
        def build():
            return tf.Tensr
        build()
        """
    )
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("AttributeError: tensorflow.Tensr is not in TapeFlow yet")
    assert last.endswith("the nearest is tensorflow.Tensor")


@pytest.mark.parametrize(
    "statement",
    [
        "from tensorflow.keras.datasets import mnits",
        "from tensorflow.keras.datasets.mnits import load_data",
        "import tensorflow.keras.datasets.mnits",
    ],
)
def test_a_missing_module_is_one_line_that_names_the_nearest(run, statement):
    done = run(statement)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "ModuleNotFoundError: tensorflow.keras.datasets.mnits is not in TapeFlow yet "
        "(docs/coverage.md lists what is); the nearest is tensorflow.keras.datasets.mnist"
    )


def test_scripts_can_ask_whether_a_name_is_there(run):
    done = run(
        """
        import tensorflow as tf
        print(hasattr(tf, "contrib"), hasattr(tf, "constant"), "constant" in dir(tf))
        try:
            import tensorflow.contrib
        except ImportError:
            print("no contrib")
        try:
            from tensorflow import engine
        except ImportError:
            print("no engine")
        """
    )
    assert done.stdout == "False True True\nno contrib\nno engine\n"


def test_a_traceback_starts_at_the_script(run, tmp_path):
    done = run("def f():\n    raise KeyError('x')\nf()\n")
    assert done.returncode == 1
    assert done.stderr == (
        "Traceback (most recent call last):\n"
        f'  File "{tmp_path}/script.py", line 3, in <module>\n'
        "    f()\n"
        f'  File "{tmp_path}/script.py", line 2, in f\n'
        "    raise KeyError('x')\n"
        "KeyError: 'x'\n"
    )


def test_a_syntax_error_is_shown_as_python_shows_it(run, tmp_path):
    done = run("x = (\n")
    assert done.returncode == 1
    assert done.stderr.startswith(f'  File "{tmp_path}/script.py", line 1\n    x = (\n')
    assert done.stderr.endswith("SyntaxError: '(' was never closed\n")


@pytest.mark.parametrize(
    ("text", "status", "message"),
    [
        ("import sys; sys.exit(7)", 7, ""),
        ("raise SystemExit", 0, ""),
        ("raise SystemExit('enough')", 1, "enough\n"),
    ],
)
def test_exit_statuses_are_the_script_s(run, text, status, message):
    done = run(text)
    assert (done.returncode, done.stderr) == (status, message)


def test_chinese_comments_and_a_coding_line_are_read_as_python_reads_them(run, tmp_path):
    assert run("# 模型训练\nprint('批')").stdout == "批\n"
    (tmp_path / "old.py").write_bytes("# -*- coding: gbk -*-\nprint(len('批'))".encode("gbk"))
    assert tapeflow("run", "old.py", cwd=tmp_path).stdout == "1\n"


def test_ctrl_c_ends_with_one_line_and_130(tmp_path):
    (tmp_path / "script.py").write_text("print('ready', flush=True)\nwhile True:\n    pass\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "tapeflow", "run", "script.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(30) == 130
        finally:
            process.kill()
        error = process.stderr.read()
    assert error.startswith(f"\ntapeflow run: interrupted at {tmp_path}/script.py, line ")
    assert error.count("\n") == 2


def test_op_by_op_reaches_the_engine(run):
    text = """
        import tapeflow.engine.settings as s
        print(s.settings.op_by_op)
        """
    assert run(text).stdout == "False\n"
    assert run(text, options=["--op-by-op"]).stdout == "True\n"


def test_the_real_tensorflow_is_not_touched(run, tmp_path):
    package = tmp_path / "tensorflow"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('the real one')")
    assert run("import tensorflow as tf; print(tf)").stdout == "<module 'tensorflow' (TapeFlow)>\n"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["run"], "the following arguments are required: SCRIPT"),
        (["run", "nowhere.py"], "there is no file nowhere.py"),
        (["run", "."], "is a folder"),
        (["run", "lesson.ipynb"], "tapeflow.compat.install()"),
        (["walk"], "invalid choice: 'walk'"),
        ([], "usage: tapeflow"),
    ],
)
def test_a_wrong_command_line_says_what_is_expected(tmp_path, arguments, text):
    done = tapeflow(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert text in done.stderr
    assert "Traceback" not in done.stderr


def test_help_and_version(tmp_path):
    assert "run an unmodified TensorFlow script" in tapeflow("--help", cwd=tmp_path).stdout
    assert "SCRIPT" in tapeflow("run", "--help", cwd=tmp_path).stdout
    assert tapeflow("--version", cwd=tmp_path).stdout.startswith("tapeflow ")
