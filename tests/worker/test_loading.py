"""A student's file runs without its side effects, and what it defined is there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cnncheck.inside.wire import Answers, Call, Calls, Returned, Value

Load = Callable[..., Any]


def value_of(run: Any, name: str, *arguments: Value) -> Any:  # noqa: ANN401 - each test says what it expects
    answers = run.worker.ask(Calls(name, (Call(arguments),), 10.0), Answers).answers
    assert isinstance(answers[0], Returned), answers
    return answers[0].value


def test_a_whole_course_script_runs_to_its_end(load: Load, submissions: Path) -> None:
    run = load(submissions / "course_script", "small_cnn.py")
    assert run.loaded.problem is None
    assert run.defined("SmallCNN") == "model-class"
    assert run.defined("model") == "model"
    assert run.defined("predicted") == "other"
    assert run.defined("Conv2D") is None
    lines = {each.name: each.line for each in run.loaded.definitions}
    assert (lines["SmallCNN"], lines["model"], lines["v"]) == (17, 33, 49)
    (fit,) = run.loaded.facts.fits
    assert (fit.model, fit.line, fit.batch_size, fit.epochs) == ("SmallCNN", 43, 32, 5)
    assert (fit.loss, fit.from_logits, fit.optimizer) == ("SparseCategoricalCrossentropy", False, "adam")
    assert fit.learning_rate == pytest.approx(0.01)
    assert fit.metrics == ("sparse_categorical_accuracy",)
    assert (fit.data_min, fit.data_max, fit.labels) == (0.0, 1.0, "integer")
    assert (fit.validation, fit.trains_on, fit.validates_on) == (True, "train", "test")
    assert fit.callbacks == ("ModelCheckpoint",)
    assert fit.gives_training is False
    assert run.loaded.versions[1].startswith("3.")
    assert (run.loaded.dialect, run.loaded.device) == ("keras3", "cpu")
    told = " ".join(run.loaded.notes)
    assert all(word in told for word in ("cifar10", "ModelCheckpoint", "learning_rate", "recorded"))
    assert len(set(run.loaded.notes)) == len(run.loaded.notes)


def test_a_handwritten_loop_runs_on_the_stand_ins(load: Load, submissions: Path) -> None:
    run = load(submissions / "handwritten_loop", "digits.py")
    assert run.loaded.problem is None
    assert run.defined("correct") == "other"
    assert run.loaded.facts.fits == ()


def test_numpy_alone_reports_no_tensorflow(load: Load, submissions: Path) -> None:
    run = load(submissions / "numpy_functions", "layers.py")
    assert run.loaded.versions == ("", "")
    assert run.defined("add") == "function"
    assert run.defined("Liar") == "class"
    assert run.defined("np") is None


@pytest.mark.parametrize(
    ("dataset", "shapes", "top"),
    [
        ("mnist", "28, 28", 9),
        ("fashion_mnist", "28, 28", 9),
        ("cifar10", "32, 32, 3", 9),
        ("cifar100", "32, 32, 3", 99),
    ],
)
def test_stand_ins_have_the_true_form(load: Load, dataset: str, shapes: str, top: int) -> None:
    run = load(f"""
from keras.datasets import {dataset}
import numpy as np
(x, y), (x_test, y_test) = {dataset}.load_data()
def facts(): return str(x.shape[1:]), str(x.dtype), int(x.min()), int(x.max()), int(y.max()), len(np.unique(y)), y.ndim
def again():
    (a, _), _ = {dataset}.load_data()
    return bool((np.asarray(a) == np.asarray(x)).all())
""")
    assert run.loaded.problem is None
    facts = value_of(run, "facts")
    assert facts.items == (f"({shapes})", "uint8", 0, 255, top, top + 1, 2 if "cifar" in dataset else 1)
    assert value_of(run, "again") is True


def test_the_true_sizes_of_a_data_set_may_be_written_down(load: Load) -> None:
    run = load("""
import keras, numpy as np
(x, y), (x_test, y_test) = keras.datasets.mnist.load_data()
flat = x.reshape(60000, 784) / 255.
flat = flat.reshape((60000, 784)).astype('float32')
kept, held_out = flat[:55000], flat[55000:]
one = x[4711]
some = x[np.random.choice(60000, 16)]
first = x_test[:9]
def sizes(): return len(kept) > 20, 0 < len(held_out) < 20, one.shape, some.shape, len(first), flat.shape[1]
""")
    assert run.loaded.problem is None
    sizes = value_of(run, "sizes").items
    assert sizes[:2] == (True, True)
    assert [sizes[2].items, sizes[3].items, *sizes[4:]] == [(28, 28), (16, 28, 28), 9, 784]


@pytest.mark.parametrize(
    ("source", "code", "line", "words"),
    [
        ("import numpy\n\ndef f(:\n    pass\n", "syntax-error", 3, "invalid syntax"),
        ("print 'old'\n", "syntax-error", 1, "parentheses"),
        ("if True:\n\tx = 1\n        y = 2\n", "syntax-error", 3, "TabError"),
        (b"x = 1\ny = '\xb2\xe2'\n", "syntax-error", 2, "utf-8"),
        (b"# -*- coding: klingon -*-\n", "syntax-error", 1, "klingon"),
        (b"x = 1\x00\n", "syntax-error", 1, "null"),
        ("(" * 5000, "syntax-error", 1, "SyntaxError"),
        ("import numpy\nimport surely_not_installed\n", "import-error", 2, "surely_not_installed"),
        ("from numpy import surely_not\n", "import-error", 1, "surely_not"),
        ("x = 1\ny = x / 0\n", "raises", 2, "ZeroDivisionError: division by zero"),
        ("def f(n):\n    return f(n)\nf(1)\n", "raises", 2, "RecursionError"),
        ("x = 'a' * 10\nraise MemoryError\n", "memory-limit", 2, "MemoryError"),
        ("raise KeyboardInterrupt\n", "raises", 1, "KeyboardInterrupt"),
        ("name = input('name? ')\n", "raises", 1, "keyboard"),
        ("while True:\n    print('x' * 1000)\n", "output-limit", 2, "16 MiB"),
        ("import sys\nwhile True:\n    sys.stdout.buffer.write(b'x' * 1000)\n", "output-limit", 3, "16 MiB"),
        ("import subprocess\nsubprocess.Popen(['pip', 'list'])\n", "blocked", 2, "pip"),
        ("import urllib.request as r\nr.urlopen('http://example.org/x')\n", "blocked", 2, "http://example.org/x"),
        ("import keras\nkeras.utils.get_file('f', 'http://example.org/f')\n", "blocked", 2, "example.org"),
    ],
)
def test_what_stops_a_script_is_told_with_its_line(
    load: Load, source: str | bytes, code: str, line: int, words: str
) -> None:
    problem = load(source).loaded.problem
    assert problem is not None
    assert (problem.code, problem.file, problem.line) == (code, "script.py", line)
    assert words in problem.message
    assert len(problem.message) <= 500


def test_a_byte_order_mark_and_foreign_line_ends_are_fine(load: Load) -> None:
    run = load(b"\xef\xbb\xbfdef f():\r\n    return '\xe5\x8d\xb7'\r\n")
    assert run.loaded.problem is None
    assert value_of(run, "f") == "卷"


@pytest.mark.parametrize(
    "swallow", ["", "        try:\n            n += 1\n        except Exception:\n            pass\n"]
)
def test_an_endless_loop_ends_and_what_was_defined_stands(load: Load, swallow: str) -> None:
    loop = (
        f"n = 0\ndef before(): return 1\nif True:\n    while True:\n        n += 1\n{swallow}\ndef after(): return 2\n"
    )
    run = load(loop, budget_s=0.5)
    assert run.loaded.problem.code == "timeout"
    assert 4 <= run.loaded.problem.line <= 9
    assert (value_of(run, "before"), value_of(run, "after")) == (1, 2)


def test_a_bare_except_does_not_swallow_the_time_limit_for_ever(load: Load) -> None:
    source = (
        "tries = 0\nwhile tries < 2:\n    try:\n        while True: pass\n    except: tries += 1\nwhile True: pass\n"
    )
    run = load(source, budget_s=0.3)
    assert run.loaded.problem.code == "timeout"
    assert run.loaded.problem.line == 4


def test_definitions_below_an_error_are_read_all_the_same(load: Load) -> None:
    run = load("""
from keras import Model
missing_data = open('C:\\\\data\\\\x.npy', 'rb')
from keras.layers import Dense
UNITS = 10
model = undefined_name()
class Net(Model):
    def __init__(self):
        super().__init__()
        self.f = Dense(UNITS)
    def call(self, x): return self.f(x)
""")
    assert (run.loaded.problem.code, run.loaded.problem.line) == ("raises", 3)
    assert run.defined("Net") == "model-class"
    assert any("stopped before its end" in note for note in run.loaded.notes)


def test_a_script_may_end_itself(load: Load) -> None:
    run = load("import sys\ndef f(): return 1\nsys.exit(0)\ndef g(): return 2\n")
    assert run.loaded.problem is None
    assert (run.defined("f"), run.defined("g")) == ("function", None)
    assert any("ends itself" in note for note in run.loaded.notes)


def test_siblings_are_imported_and_their_lines_told(load: Load, tmp_path: Path) -> None:
    (tmp_path / "parts.py").write_text("import numpy as np\ndef half(x):\n    return x // 0\n")
    run = load("from parts import half\nimport parts\nhalf(1)\n", "main/net.py")
    problem = run.loaded.problem
    assert (problem.code, problem.file, problem.line, problem.source) == ("raises", "parts.py", 3, "return x // 0")
    assert run.defined("half") == "function"


def test_a_syntax_error_in_a_sibling_is_told_there(load: Load, tmp_path: Path) -> None:
    (tmp_path / "parts.py").write_text("x = 1\ndef broken(:\n")
    problem = load("import parts\n").loaded.problem
    assert (problem.code, problem.file, problem.line) == ("syntax-error", "parts.py", 2)


@pytest.mark.parametrize("name", ["keras.py", "random.py", "my net-2.py", "中文.py", "numpy.py"])
def test_a_file_may_have_any_name(load: Load, name: str) -> None:
    run = load("import numpy as np, keras, inspect\ndef f(): return inspect.getsource(f)\n", name)
    assert run.loaded.problem is None
    assert value_of(run, "f") == "def f(): return inspect.getsource(f)\n"


def test_classes_can_be_found_by_pickle_and_inspect(load: Load) -> None:
    run = load("""
import pickle, inspect
class Config:
    side = 3
def f(): return pickle.loads(pickle.dumps(Config())).side, inspect.getsource(Config), __name__
""")
    assert value_of(run, "f").items == (3, "class Config:\n    side = 3\n", "script")


def test_the_part_under_the_main_guard_is_run_for_its_model(load: Load) -> None:
    run = load("""
import keras
def build():
    return keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(3)])
if __name__ == '__main__':
    net = build()
    net.compile('sgd', 'mse')
    net.predict(1 / 0)
""")
    assert run.loaded.problem is None
    assert run.defined("net") == "model"
    (fact,) = run.loaded.facts.fits
    assert (fact.fitted, fact.optimizer, fact.loss, fact.line) == (False, "sgd", "MeanSquaredError", 7)
    assert any("line 8" in note and "ZeroDivisionError" in note for note in run.loaded.notes)


def test_side_effects_do_not_happen(load: Load, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("kept")
    run = load("""
import os, time, subprocess, shutil
from matplotlib import pyplot as plt
import matplotlib
matplotlib.use('TkAgg')
code = os.system('pip install x')
done = subprocess.run(['pip', 'list']).returncode
time.sleep(3600)
plt.figure(); plt.show(); plt.pause(10)
text = open('words.txt').read()
open('words.txt', 'w').write('changed')
open('/home/somebody/result.txt', 'w').write('x')
with open('weights.txt', 'w') as file: file.write('1')
shutil.rmtree(os.getcwd())
def f(): return code, done, text, os.path.exists(os.getcwd())
""")
    assert run.loaded.problem is None, run.loaded.problem
    assert value_of(run, "f").items == (1, 1, "kept", True)
    assert (tmp_path / "words.txt").read_text() == "kept"
    assert not (tmp_path / "weights.txt").exists()
    assert sum("another program (pip)" in note for note in run.loaded.notes) == 1


def test_missing_harmless_modules_are_stood_in_for(load: Load) -> None:
    run = load("""
import tensorflow_datasets as tfds, pandas as pd, cv2, seaborn as sns
from tqdm import tqdm
from tqdm.notebook import trange
import numpy as np
(train, test), info = tfds.load('mnist', split=['train', 'test'], with_info=True)
table = pd.DataFrame({'a': [1]})
table['b'] = table['a'].map(str)
sns.heatmap(np.zeros(3))
total = 0
for n in tqdm(range(4)): total += n
for image, label in train.batch(3): total += 100
def f(): return total
""")
    assert run.loaded.problem is None
    assert value_of(run, "f") == 6
    assert sum("pandas" in note for note in run.loaded.notes) == 1
    assert run.defined("table") is None


@pytest.mark.parametrize(
    "use",
    [
        "keras.Sequential([keras.layers.Input((4, 4, 3)), cv2.dnn.Layer()])",
        "keras.layers.Dense(3)(cv2.imread('x.png'))",
        "keras.layers.Dense(cv2.units)(np.zeros((1, 3)))",
        "np.zeros(3) + cv2.mean()",
    ],
)
def test_a_stand_in_never_becomes_part_of_a_model(load: Load, use: str) -> None:
    problem = load(f"import keras, cv2\nimport numpy as np\nx = {use}\n").loaded.problem
    assert (problem.code, problem.line) == ("import-error", 3)
    assert "'cv2'" in problem.message


def test_a_notebook_is_read_cell_by_cell(load: Load) -> None:
    import json  # noqa: PLC0415

    cells = [
        ("markdown", "# Layers"),
        ("code", "%matplotlib inline\n!pip install keras\nimport numpy as np\nfiles = !ls\nnp.zeros?"),
        ("code", "%%bash\nrm -rf /\n"),
        ("code", "%%time\ndef f(x):\n    return x + 1"),
        ("code", ["y = f(1)\n", "z = y / 0\n"]),
        ("code", "def g(x):\n    return f(x)"),
        ("code", "broken ="),
    ]
    notebook = {"cells": [{"cell_type": kind, "source": text} for kind, text in cells], "nbformat": 4}
    run = load(json.dumps(notebook), "work.ipynb")
    problem = run.loaded.problem
    assert (problem.code, problem.file, problem.cell, problem.line) == ("raises", "work.ipynb", 5, 2)
    assert problem.source == "z = y / 0"
    assert value_of(run, "g", 3) == 4


def test_something_that_is_no_notebook_is_a_syntax_error(load: Load) -> None:
    problem = load("{", "work.ipynb").loaded.problem
    assert (problem.code, problem.line) == ("syntax-error", 1)


def test_a_second_file_starts_afresh(load: Load, tmp_path: Path) -> None:
    from cnncheck.inside.wire import Load as Question  # noqa: PLC0415
    from cnncheck.inside.wire import Loaded  # noqa: PLC0415

    (tmp_path / "two.py").write_text("from one import f\ndef g(): return f() + 1\n")
    run = load("import os\nos.system('x')\ndef f(): return 1\n", "one.py")
    second = run.worker.ask(Question("two.py", 5.0), Loaded)
    assert second.notes == ()
    assert value_of(run, "g") == 2


def test_warnings_made_errors_do_not_reach_the_worker(load: Load) -> None:
    run = load(
        "import warnings, numpy as np\nwarnings.simplefilter('error')\nnp.seterr(all='raise')\ndef f(): return 1\n"
    )
    assert value_of(run, "f") == 1


def test_a_missing_file_is_told(load: Load, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("")
    problem = load(tmp_path, "b.py").loaded.problem
    assert (problem.code, problem.file) == ("missing-file", "b.py")
