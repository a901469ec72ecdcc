# Everything that is checked beside the tests; `make check` is what CI runs after pytest.
.PHONY: check lint types arrows doctests coverage
.PHONY: certification certify-functions certify-networks certify-reference certify-emission

check: lint types arrows doctests

lint:
	ruff check .
	ruff format --check .

types:
	mypy

arrows:
	lint-imports

doctests:
	pytest -q --doctest-modules reference cnncheck -p no:cacheprovider

# Every line and every branch of the textbook is run by its tests or its doctests.
coverage:
	coverage run -m pytest -q --doctest-modules reference tests/reference
	coverage report

# The whole sweep over seeds; the tests take two of the five.
certify-functions:
	CERTIFY=1 pytest -q tests/functions

# Every fault planted in the larger networks, with three seeds; the tests take every fourth, with one.
certify-networks:
	CERTIFY=1 pytest -q tests/networks

# Every small window against TensorFlow's kernels and a step of every network beside Keras; the tests take some of them.
certify-reference:
	CERTIFY=1 pytest -q tests/reference

# Every network in every style and in seven choices of idioms; the tests take a sample.
certify-emission:
	CERTIFY=1 pytest -q tests/emission

# The graders graded: faults planted in references, and what is said of them; hours.
certification:
	cnncheck certify primitives --markdown docs/certification.md
	cnncheck certify cifar10_cnns --sample 300 --markdown docs/certification.md
