"""Concepts of handing in: names, files, errors and limits; and what is said when no cause was confirmed."""

from cnncheck.concepts.concept import Concept

_HANDING_IN = "Handing in"
_RUNNING = "Running"
_RESULTS = "Results"

CONCEPTS = (
    Concept(
        "missing-file",
        "Nothing to read",
        "No Python file was found in what was handed in. Check that the right folder was handed in and that the files "
        "end in .py.",
        None,
        _HANDING_IN,
    ),
    Concept(
        "missing-name",
        "A name is missing",
        "The task asks for a function or class of a certain name. It is looked for exactly, then without regard to "
        "case and underscores. A name that is only misspelt is graded when there is no doubt about which is meant; "
        "please correct it all the same.",
        None,
        _HANDING_IN,
    ),
    Concept(
        "signature",
        "The arguments of a function",
        "The arguments of a function have an order, names and defaults, which are part of the task. Arrays are passed "
        "by position in the documented order, options by name.",
        "conv2d(images, kernel, bias=None, strides=1, padding='valid', dilation_rate=1)",
        _HANDING_IN,
    ),
    Concept(
        "syntax-error",
        "The file is not valid Python",
        "Python reads a whole file before it runs any of it: one missing colon or bracket makes everything in it "
        "unavailable. The line named is where Python noticed; the cause may be on the line before.",
        None,
        _HANDING_IN,
    ),
    Concept(
        "import-error",
        "An import failed",
        "A module that is imported could not be found. Either it is not installed here, or it is a file of your own "
        "that was not handed in with the others.",
        None,
        _HANDING_IN,
    ),
    Concept(
        "raises",
        "The code raised an exception",
        "Python stopped at an exception. Its last line says what went wrong, the line of your file says where. Running "
        "the smallest example by hand shows the same.",
        None,
        _RUNNING,
    ),
    Concept(
        "build-error",
        "The network cannot be built",
        "The model could not be constructed, or not be called on one image of the stated size. Most often a layer gets "
        "a shape it cannot take: maps without pixels left, sums of different shapes, or a missing Flatten.",
        "5x5 valid and 2x2 pooling three times from 32: 28 14 10 5 1, and the last pooling has no room",
        _RUNNING,
    ),
    Concept(
        "timeout",
        "It took too long",
        "The code did not finish in the time it had. An endless loop, input() waiting for a person, or loops over "
        "every pixel of large arrays are common reasons.",
        None,
        _RUNNING,
    ),
    Concept(
        "memory-limit",
        "It needed too much memory",
        "The code asked for more memory than it was allowed. Arrays that hold every window of every image, or lists "
        "that grow in a loop, are common reasons.",
        "50 000 images of 32x32x3 as float64: 50 000*3 072*8 = 1.2 gigabytes",
        _RUNNING,
    ),
    Concept(
        "crash",
        "The program ended without an answer",
        "The Python process ended instead of answering, by exit() or by a fault in compiled code. Code that is handed "
        "in should return results and leave the process running.",
        None,
        _RUNNING,
    ),
    Concept(
        "output-limit",
        "Too much output",
        "The code printed or sent far more than can be shown. A print inside a loop over pixels is the usual reason.",
        None,
        _RUNNING,
    ),
    Concept(
        "blocked",
        "Something that is not allowed here",
        "The code tried to use the network, to start another program or to reach files outside its own folder. Grading "
        "needs none of these. Data sets are provided.",
        None,
        _RUNNING,
    ),
    Concept(
        "forbidden-call",
        "A ready-made operation was used",
        "The task is to write the operation, so library functions that do it already are ruled out inside: TensorFlow, "
        "Keras, PyTorch, JAX and SciPy. NumPy is what to build from.",
        None,
        _HANDING_IN,
    ),
    Concept(
        "wrong-type",
        "The result has another type",
        "A function must return what the task states: an array, a number, a tuple in the stated order. A function "
        "without a return statement returns None.",
        None,
        _RESULTS,
    ),
    Concept(
        "not-finite",
        "Infinite or undefined values",
        "The result contains NaN or infinity. They come from division by zero, from the logarithm of 0 or from exp of "
        "large numbers, and spread to everything computed from them.",
        "0/0 is NaN, and NaN + 1 is NaN",
        _RESULTS,
    ),
    Concept(
        "shape",
        "The result has another shape",
        "The result's shape differs from the specified one, and no single cause was confirmed. Follow the shape from "
        "layer to layer, or from line to line, until it first differs from what you expect.",
        "LeNet5 on 32x32: 28x28x6, 14x14x6, 10x10x16, 5x5x16, 400, 120, 84, 10",
        _RESULTS,
    ),
    Concept(
        "value",
        "The result has other values",
        "The shape is right and values differ, and no single cause was confirmed. Compute the smallest example by hand "
        "and compare step by step.",
        None,
        _RESULTS,
    ),
    Concept(
        "parameter-count",
        "Another number of parameters",
        "The number of parameters differs from the specification, and no single cause was confirmed. Compare the "
        "summary layer by layer with the formula of each layer.",
        "784-128-10: 101 770; LeNet5 on CIFAR-10: 62 006; baseline: 198 506",
        _RESULTS,
    ),
)
