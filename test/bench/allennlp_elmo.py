"""AllenNLP's own ELMo on PyTorch, for `npm run bench -- peers`: how fast it reads sentences, and what vectors it gives them.

usage: allennlp_elmo.py OPTIONS WEIGHTS SENTENCES
SENTENCES is a JSON list of lists of words. Prints one JSON object: for each way to run it its seconds for all sentences, cold
(character CNN and all) and warm (the words' vectors cached), and the vectors of the first sentence, read by itself,
[layers][words][numbers].

AllenNLP is no longer maintained and asks for versions of PyTorch that are gone, so only its modules that compute are loaded,
unchanged; what they import beside that (its configuration, its data sets) is left empty.
"""
import importlib.util
import itertools
import json
import logging
import statistics
import sys
import time
import types
import warnings
from pathlib import Path

import torch

PASSES = 5
BATCHES = (1, 16, 32)
THREADS = (1, 2)


def load_elmo():
    """The module `allennlp.modules.elmo`, without the packages' own imports."""
    root = Path(importlib.util.find_spec("allennlp").submodule_search_locations[0])

    def package(name: str, **values):
        module = types.ModuleType(name)
        module.__path__ = [str(root.joinpath(*name.split(".")[1:]))]
        vars(module).update(values)
        sys.modules[name] = module
        return module

    def nothing(*_args, **_keywords):
        raise NotImplementedError

    nobody = type("Nobody", (), {})
    package("allennlp")
    package("allennlp.common", FromParams=nobody)
    package("allennlp.common.checks", ConfigurationError=type("ConfigurationError", (Exception,), {}))
    package("allennlp.common.file_utils", cached_path=lambda path: path)
    package(
        "allennlp.common.util",
        lazy_groups_of=lambda items, size: iter(lambda it=iter(items): list(itertools.islice(it, size)), []),
        pad_sequence_to_length=lambda items, length, default_value, **_: (items + [default_value()] * length)[:length],
        int_to_device=nothing,
        is_distributed=lambda: False,
        is_global_primary=lambda: True,
    )
    package("allennlp.data")
    for name, thing in (
        ("instance", "Instance"),
        ("tokenizers.token_class", "Token"),
        ("vocabulary", "Vocabulary"),
        ("batch", "Batch"),
        ("fields", "TextField"),
    ):
        package(f"allennlp.data.{name}", **{thing: nobody})
    package("allennlp.data.tokenizers", Token=nobody)
    package("allennlp.data.token_indexers")

    class TokenIndexer:
        @staticmethod
        def register(_name):
            return lambda cls: cls

    package("allennlp.data.token_indexers.token_indexer", TokenIndexer=TokenIndexer, IndexedTokenList=dict)
    nn = package("allennlp.nn")
    package("allennlp.nn.initializers", block_orthogonal=lambda *_: None)  # of weights that are read from the file after it
    nn.util = importlib.import_module("allennlp.nn.util")
    package("allennlp.modules")
    package(
        "allennlp.modules.token_embedders",
        Embedding=lambda weight, **_: torch.nn.Embedding.from_pretrained(weight),
    )
    elmo = importlib.import_module("allennlp.modules.elmo")
    mapper = elmo.ELMoCharacterMapper()
    elmo.batch_to_ids = lambda sentences: padded(sentences, mapper.convert_word_to_char_ids)
    return elmo


def padded(sentences, number):
    """The numbers of each word, [sentences, words, ...], zero where there is no word."""
    rows = [torch.tensor([number(word) for word in words]) for words in sentences]
    return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)


def seconds(run) -> float:
    times = []
    for _ in range(PASSES):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main(options: str, weights: str, path: str) -> None:
    warnings.simplefilter("ignore")
    logging.disable()
    elmo = load_elmo()
    sentences = json.loads(Path(path).read_text())
    by_length = sorted(sentences, key=len)
    words = sorted({word for sentence in sentences for word in sentence})
    numbers = {word: number for number, word in enumerate(words, 1)}  # 0 is padding
    bilm = elmo._ElmoBiLm(options, weights)
    bilm.eval()
    ways = []
    with torch.inference_mode():
        first = bilm(elmo.batch_to_ids(sentences[:1]))["activations"]
        vectors = [layer[0, 1:-1].tolist() for layer in first]
        bilm.create_cached_cnn_embeddings([words[0], *words])
        for threads, size in itertools.product(THREADS, BATCHES):
            torch.set_num_threads(threads)
            batches = [by_length[at : at + size] for at in range(0, len(by_length), size)]
            characters = [elmo.batch_to_ids(batch) for batch in batches]
            cached = [padded(batch, numbers.__getitem__) for batch in batches]
            cold = seconds(lambda: [bilm(ids) for ids in characters])
            warm = seconds(lambda: [bilm(ids, known) for ids, known in zip(characters, cached)])
            ways.append({"threads": threads, "batch": size, "cold": cold, "warm": warm})
    print(json.dumps({"ways": ways, "vectors": vectors, "torch": torch.__version__}))


main(*sys.argv[1:])
