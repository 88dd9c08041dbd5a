"""Tests of the classifiers of tone and topic; run with those of test_training.py."""

import sys
import unittest
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "models/training"))

from data import Phrase, news_text  # noqa: E402
from onnx_export import round_weights, verify  # noqa: E402
from passages import Classifier, best_temperature, fit, scores_of  # noqa: E402
from sentiment import graded  # noqa: E402
from vectors import States  # noqa: E402

torch.set_num_threads(1)  # the sums are small
WIDTH = 10


def random_states(count: int) -> States:
    generator = np.random.default_rng(1)
    return States([generator.normal(size=(3 + i % 5, WIDTH)).astype(np.float16) for i in range(count)])


class ClassifierTest(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(1)

    def test_the_graph_gives_what_pytorch_gives_in_any_batch(self):
        for outputs in (1, 3):
            model = Classifier(WIDTH, 6, 4, outputs).eval()
            model.temperature = 2.0
            round_weights(model)
            verify(model.to_onnx(WIDTH, "scores"), model, random_states(7))  # ends the test where they differ

    def test_scores_come_in_the_order_of_the_sentences(self):
        model, states = Classifier(WIDTH, 6, 4, 2).eval(), random_states(150)
        alone = [model(*states.batch([i]))[0].tolist() for i in (0, 1, 77, 149)]
        np.testing.assert_allclose(scores_of(model, states)[[0, 1, 77, 149]], alone, atol=1e-5)

    def test_training_learns_what_can_be_told_apart(self):
        states = random_states(120)
        wanted = torch.tensor([float(sentence[:, 0].mean() > 0) for sentence in states.sentences])
        accuracy = lambda model: float(((scores_of(model, states) > 0) == (wanted.numpy() > 0)).mean())  # noqa: E731
        loss = lambda scores, rows: torch.nn.functional.binary_cross_entropy_with_logits(scores, wanted[rows])  # noqa: E731
        chosen = fit(Classifier(WIDTH, 6, 4, 1), states, loss, accuracy, epochs=20, batch=10, rate=0.02)
        self.assertGreater(accuracy(chosen), 0.85)


class TargetsTest(unittest.TestCase):
    def test_a_phrase_is_taught_the_grade_of_its_tree_where_both_agree(self):
        trees = [Phrase(["Superb", "!"], 4.0), Phrase(["dull"], 3.0), Phrase(["a", "film"], 2.0)]
        phrases = [Phrase(["superb", "!"], 3.0), Phrase(["dull"], 1.0), Phrase(["a", "film"], 3.0), Phrase(["unseen"], 1.0)]
        self.assertEqual(graded(phrases, trees), [0.97, 0.15, 0.85, 0.15])

    def test_the_temperature_is_that_of_the_scores(self):
        generator = np.random.default_rng(2)
        logits = generator.normal(size=20_000) * 2
        positive = generator.random(20_000) < 1 / (1 + np.exp(-logits))
        overconfident = np.where(positive, -logits, logits) * 3
        self.assertAlmostEqual(best_temperature(lambda divisor: np.logaddexp(0, overconfident / divisor)), 3, delta=0.2)


class NewsTest(unittest.TestCase):
    def test_news_is_read_without_what_is_left_of_html_and_csv(self):
        item = '"It #39;s  quot;new, quot; <br>says\\""AP"" &amp; co #151; \\$5"'
        self.assertEqual(news_text(item), 'It\'s "new," says "AP" & co\u2014 $5')


if __name__ == "__main__":
    unittest.main()
