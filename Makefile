# Everything that is checked beside the tests; `make check` is what CI runs after pytest.
.PHONY: check lint types arrows doctests certify-functions certify-emission

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

# The whole sweep over seeds; the tests take two of the five.
certify-functions:
	CERTIFY=1 pytest -q tests/functions

# Every network in every style and in seven choices of idioms; the tests take a sample.
certify-emission:
	CERTIFY=1 pytest -q tests/emission
