# Everything that is checked beside the tests; `make check` is what CI runs after pytest.
.PHONY: check lint types arrows doctests certify-functions certify-networks

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

# Every fault planted in the larger networks, with three seeds; the tests take every fourth, with one.
certify-networks:
	CERTIFY=1 pytest -q tests/networks
