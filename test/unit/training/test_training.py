"""Tests of the training code: `models/training/.venv/bin/python -m unittest discover test/unit/training`."""

import itertools
import lzma
import math
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "models/training"))

from casing import recasings  # noqa: E402
from crf import CRF  # noqa: E402
from data import model_token, subtrees, to_bio  # noqa: E402
from layers import BiLSTM, ScalarMix  # noqa: E402
from scores import entity_f1, roc_auc, spearman  # noqa: E402
from silver import UNKNOWN, sentence_key, silver_labels, unlabelled_sentences  # noqa: E402

LABELS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]


def valid(path: tuple[int, ...]) -> bool:
    before = "O"
    for label in (LABELS[i] for i in path):
        if label[0] == "I" and before[2:] != label[2:]:
            return False
        before = label
    return True


class CrfTest(unittest.TestCase):
    """Against the sum over, and the best of, all labellings, which are few for three tokens."""

    def setUp(self):
        torch.manual_seed(3)
        self.crf = CRF(LABELS)
        for parameter in self.crf.parameters():
            torch.nn.init.normal_(parameter)
        self.emissions = torch.randn(2, 3, len(LABELS))
        self.lengths = torch.tensor([3, 2])

    def score(self, sentence: int, path: tuple[int, ...]) -> float:
        crf = self.crf
        total = crf.start[path[0]] + crf.end[path[-1]] + sum(self.emissions[sentence, t, label] for t, label in enumerate(path))
        return (total + sum(crf.transitions[a, b] for a, b in itertools.pairwise(path))).item()

    def paths(self, sentence: int) -> list[tuple[int, ...]]:
        length = int(self.lengths[sentence])
        return [path for path in itertools.product(range(len(LABELS)), repeat=length) if valid(path)]

    def test_the_loss_of_a_partly_known_labelling_is_that_of_all_labellings_which_agree(self):
        allowed = torch.ones(2, 3, len(LABELS), dtype=torch.bool)
        allowed[0, 1] = torch.tensor([True, False, False, True, True])  # O, or any part of a LOC
        allowed[1, 0] = torch.tensor([False, True, False, False, False])
        expected = 0.0
        for sentence in range(2):
            scores = {path: math.exp(self.score(sentence, path)) for path in self.paths(sentence)}
            agreeing = sum(s for path, s in scores.items() if all(allowed[sentence, t, label] for t, label in enumerate(path)))
            expected -= math.log(agreeing / sum(scores.values())) / 2
        self.assertAlmostEqual(float(self.crf.loss(self.emissions, self.lengths, allowed)), expected, places=4)

    def test_marginals_are_the_shares_of_the_labellings_that_pass_through_a_label(self):
        marginals = self.crf.marginals(self.emissions, self.lengths)
        for sentence in range(2):
            scores = {path: math.exp(self.score(sentence, path)) for path in self.paths(sentence)}
            for t in range(int(self.lengths[sentence])):
                for label in range(len(LABELS)):
                    share = sum(s for path, s in scores.items() if path[t] == label) / sum(scores.values())
                    self.assertAlmostEqual(float(marginals[sentence, t, label]), share, places=4)

    def test_decoding_finds_the_best_valid_labelling(self):
        with torch.no_grad():
            decoded = self.crf.decode(self.emissions, self.lengths)
        for sentence in range(2):
            best = max(self.paths(sentence), key=lambda path: self.score(sentence, path))
            self.assertEqual(decoded[sentence], list(best))


class LayersTest(unittest.TestCase):
    def test_a_sentence_in_a_padded_batch_has_the_vectors_that_it_has_alone(self):
        torch.manual_seed(0)
        lstm = BiLSTM(6, 4)
        rows = torch.randn(2, 5, 6)
        together = lstm(rows, torch.tensor([5, 3]))
        alone = lstm(rows[1:, :3], torch.tensor([3]))
        torch.testing.assert_close(together[1, :3], alone[0])

    def test_the_scalar_mix_weighs_elmo_layers(self):
        mix = ScalarMix()
        mix.scores.data = torch.tensor([0.0, 1.0, 2.0])
        mix.gamma.data = torch.tensor(3.0)
        a, b, c = (3 * torch.softmax(mix.scores, 0)).tolist()
        states = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # token, forward 1, backward 1, forward 2, backward 2
        expected = torch.tensor([a * 1 + b * 2 + c * 4, a * 1 + b * 3 + c * 5])
        torch.testing.assert_close(mix(states), expected)


class DataTest(unittest.TestCase):
    def test_iob1_and_io_labels_become_bio2(self):
        self.assertEqual(
            to_bio(["I-PER", "I-PER", "B-PER", "O", "I-LOC", "I-ORG"]), ["B-PER", "I-PER", "B-PER", "O", "B-LOC", "B-ORG"]
        )

    def test_the_constituents_of_a_tree_are_read_with_their_labels(self):
        self.assertEqual(
            subtrees("(3 (2 It) (4 (3 really) (3 works)))"),
            [(2, ["It"]), (3, ["really"]), (3, ["works"]), (4, ["really", "works"]), (3, ["It", "really", "works"])],
        )

    def test_tokens_are_spelled_as_in_the_bilms_text(self):
        self.assertEqual([model_token(t) for t in ["``", "-LRB-", "co-writer\\/director", "Moore"]], ['"', "(", "co-writer/director", "Moore"])

    def test_casings_take_turns(self):
        changed = [change(sentence) for sentence, change in recasings(["McCain ran"] * 4, every=1)]
        self.assertEqual(changed, ["mccain ran", "McCain ran", "mccain ran", "MCCAIN RAN"])


class SilverTest(unittest.TestCase):
    """Marginals in the order O, B-PER, I-PER, B-ORG, I-ORG, B-LOC, I-LOC, B-MISC, I-MISC."""

    OUTSIDE = [0.96, *[0.005] * 8]
    PERSON = [0.02, 0.9, 0.0, 0.04, 0.0, 0.04, 0.0, 0.0, 0.0]
    PLACE_OR_PERSON = [0.02, 0.44, 0.0, 0.04, 0.0, 0.5, 0.0, 0.0, 0.0]

    def labels(self, sentences: list[list[str]], *rows: list[list[float]]) -> list[list[str]]:
        return silver_labels(sentences, [np.array(sentence) for sentence in rows], [])

    def test_a_name_whose_place_says_little_takes_the_type_that_it_has_elsewhere(self):
        elsewhere = [["Reuter", "spoke"]] * 30
        labels = self.labels([*elsewhere, ["Reuter", "fell"]], *[[self.PERSON, self.OUTSIDE]] * 30, [self.PLACE_OR_PERSON, self.OUTSIDE])
        self.assertEqual(labels[-1], ["B-PER", "O"])

    def test_a_doubtful_name_that_is_found_nowhere_else_stays_unknown(self):
        self.assertEqual(self.labels([["Reuter", "fell"]], [self.PLACE_OR_PERSON, self.OUTSIDE]), [[UNKNOWN, "O"]])

    def test_a_token_that_may_be_a_name_is_not_called_outside(self):
        doubtful = [0.6, 0.4, *[0.0] * 7]
        self.assertEqual(self.labels([["Reuter", "fell"]], [doubtful, self.OUTSIDE]), [[UNKNOWN, "O"]])

    def test_sentences_that_measure_are_never_drawn_in_any_spelling(self):
        lines = ["He met Ann Lee in the old town .", "They saw Bob Ray in the old town .", "no names are in this short sentence ."]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "corpus.txt.xz"
            path.write_bytes(lzma.compress("\n".join(lines).encode()))
            measured = {sentence_key(["HE", "met", "Ann", "Lee", "in", "the", "old-town", "."])}
            self.assertEqual(unlabelled_sentences([path], 3, measured), [lines[1].split()])


class ScoresTest(unittest.TestCase):
    def test_entity_f1_counts_whole_entities(self):
        gold = [["B-PER", "I-PER", "O", "B-LOC"], ["B-ORG", "O", "O", "B-MISC"]]
        predicted = [["B-PER", "O", "O", "B-LOC"], ["B-LOC", "O", "O", "O"]]
        self.assertAlmostEqual(entity_f1(gold, predicted), 2 / 7)

    def test_spearman_gives_ties_their_mean_rank(self):
        self.assertAlmostEqual(spearman([10, 20, 20, 30], [1, 2, 3, 4]), 4.5 / math.sqrt(4.5 * 5))

    def test_roc_auc_counts_pairs_in_the_right_order(self):
        self.assertAlmostEqual(roc_auc([0.9, 0.8, 0.7, 0.1], [1, 0, 1, 0]), 3 / 4)


if __name__ == "__main__":
    unittest.main()
