# Every target calls one command. `make run` and `make test` set up what they need first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= $(RASID_DATA_DIR)
GOLD ?= corpus/gold
FAILURE_SHARE ?= 0.25
WORKERS ?= 2
KB ?= build/bench-kb.db
# Training: LICENCE=open leaves out what is non-commercial or of unstated licence, and writes to a folder of its own.
LICENCE ?= any
OUT ?= $(if $(filter open,$(LICENCE)),build/models-open,models)
WORK ?= build/training-$(LICENCE)
TRAINING = --out "$(OUT)" --licence $(LICENCE)
SETUP := $(VENV)/.setup

.PHONY: run setup test lint type check eval bench bench-size scores models segmenter vectors words judge names models-official migrate crawl nightly serve golden dictionary

run: $(SETUP) ## set up, read corpus/samples into rasid.db and print the events
	$(BIN)/rasid run corpus/samples
	$(BIN)/rasid events --limit 400
	@echo "Serve it: make serve   (then open http://127.0.0.1:8000/)"

setup: $(SETUP)

$(SETUP): pyproject.toml constraints.txt
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[dev]"
	touch $(SETUP)

test: $(SETUP) ## set up and pass the tests
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile

lint: $(SETUP)
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

type: $(SETUP)
	$(BIN)/mypy

check: lint type test

eval: $(SETUP)
	$(BIN)/rasid evaluate $(GOLD)

bench: $(SETUP) ## the pipeline by the second, then the knowledge base at a small size
	$(BIN)/python -m bench.pipeline
	$(BIN)/python -m bench.store

# A million articles take 27 GB and some hours; add URL=postgresql://... for PostgreSQL (its tables are dropped first).
bench-size: $(SETUP) ## the knowledge base from ten thousand to a million articles, the last nine tenths by copies
	$(BIN)/python -m bench.store --articles 10000 100000 1000000 --load 100000 --more 5000 $(if $(URL),--url "$(URL)",--keep "$(KB)")

scores: $(SETUP) ## write the scores in README.md anew
	$(BIN)/python -m bench.scores

models: ## retrain everything, in the order one learns from another: make models GOLD=folder DATA=folder
	$(MAKE) $(if $(filter models,$(OUT)),segmenter) vectors words names judge

segmenter: $(SETUP) ## count the forms of the press anew, by which proclitics are split
	$(BIN)/python -m models.build_segmenter --data "$(DATA)" --sources "$(GOLD)/press/SOURCES.tsv"

vectors: $(SETUP) ## learn the word vectors anew; all that is over them must follow
	$(BIN)/python -m models.train vectors --data "$(DATA)" --gold "$(GOLD)" --work "$(WORK)" $(TRAINING)

words: $(SETUP) ## retrain tags, lemmas, heads, names of persons and clitics
	$(BIN)/python -m models.train all --data "$(DATA)" --gold "$(GOLD)" --work "$(WORK)" $(TRAINING)
	$(BIN)/python -m models.evaluate --data "$(DATA)" --models "$(OUT)/stanza-ar" --licence $(LICENCE)

judge: $(SETUP) ## retrain the model that weighs events: make judge GOLD=folder DATA=folder
	$(BIN)/python -m pipeline.train_judge "$(GOLD)" "$(DATA)" $(TRAINING)

names: $(SETUP) ## retrain the models of names and the one that weighs them: make names GOLD=folder DATA=folder
	$(BIN)/python -m pipeline.train_press "$(GOLD)" "$(DATA)" --anew --work "$(WORK)" $(TRAINING)
	$(BIN)/python -m pipeline.train_entities "$(DATA)" --work "$(WORK)" $(TRAINING)

models-official: $(SETUP) ## optional: official Stanza and CAMeL data, where the network allows
	$(BIN)/python -c "import stanza; stanza.download('ar')"
	$(BIN)/camel_data -i light

migrate: $(SETUP)
	$(BIN)/rasid migrate

crawl: $(SETUP)
	$(BIN)/rasid crawl

nightly: $(SETUP) ## for cron: goes on where it was stopped; exit status 0 unless somebody must act
	RASID_FAILURE_SHARE=$(FAILURE_SHARE) $(BIN)/rasid nightly

serve: $(SETUP)
	$(BIN)/rasid serve

golden: $(SETUP) ## write tests/golden anew after an intended change
	$(BIN)/python -m pytest -q tests/golden --update-golden

dictionary: $(SETUP) ## write docs/data-dictionary.md anew after the columns of the export changed
	$(BIN)/python -m pipeline.kb.export.dictionary > docs/data-dictionary.md
