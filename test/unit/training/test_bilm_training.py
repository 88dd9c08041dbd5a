"""A tiny biLM learns, is resumed, survives a full disk, and comes out of the runtime as it went in."""

import json
import os
import subprocess
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import numpy as np
import torch
from bilm_fixture import RECIPE, ROOT, prepared, run_in, sentences
from bilm import kernels
from bilm.checkpoint import CHECKPOINT_FILE, Progress, load_checkpoint
from bilm.evaluate import HeldOut, Score, batch_of, table_of
from bilm.glove import Glove
from bilm.guides import pack_glove
from bilm.model import WordTable
from bilm.objective import Guides
from bilm.official import export, read_model
from bilm.sizes import SIZES, size_of
from bilm.teacher import word_pieces
from bilm.train import Budget, Trainer, train

CPU = torch.device("cpu")


def perplexity(trainer: Trainer) -> float:
    held_out = HeldOut({"all": [line.split() for line in sentences(50, seed=9)]}, trainer.vocabulary)
    return float(np.mean(held_out.measure(trainer.objective, CPU)["all"].perplexities))


def steps(trainer: Trainer, count: int) -> list[dict[str, float]]:
    return [trainer.step(batch) for batch, _ in zip(trainer.batches(), range(count))]


class TrainingTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.data = prepared(self.folder)
        (self.folder / "run").mkdir()

    def assert_refused(self, action, *words: str):
        with self.assertRaises(SystemExit) as caught:
            action()
        for word in words:
            self.assertIn(word, str(caught.exception))


class LearningTest(TrainingTest):
    def test_it_learns_what_no_count_of_words_can_tell(self):
        trainer = Trainer(run_in(self.folder, steps=60))
        tokens = " ".join(sentences(50, seed=9)).split()
        shares = np.unique(tokens, return_counts=True)[1] / len(tokens)
        by_frequency = float(np.exp(-(shares * np.log(shares)).sum()))
        self.assertGreater(perplexity(trainer), by_frequency)
        steps(trainer, 60)
        self.assertLess(perplexity(trainer), 0.25 * by_frequency)

    def test_kernels_and_plain_pytorch_train_alike(self):
        losses = []
        for compiled in (kernels.compiled, lambda: None):
            with patch.object(kernels, "compiled", compiled):
                losses.append([row["lm"] for row in steps(Trainer(run_in(self.folder, steps=5)), 5)])
        np.testing.assert_allclose(*losses, rtol=1e-3 if kernels.stored_type() == torch.float32 else 2e-2)

    def test_a_run_that_is_resumed_goes_on_as_if_it_had_not_ended(self):
        run = run_in(self.folder, steps=10, dropout=0.1)
        whole, first = Trainer(run), Trainer(run)
        steps(whole, 10)
        steps(first, 4)
        first.save()
        resumed = Trainer(run)
        self.assertEqual(resumed.progress, first.progress)
        steps(resumed, 6)
        for (name, mine), theirs in zip(resumed.objective.state_dict().items(), whole.objective.state_dict().values()):
            torch.testing.assert_close(mine, theirs, msg=name)

    def test_the_command_ends_with_its_budget_and_logs_what_it_did(self):
        with patch("builtins.print"):
            train(run_in(self.folder, steps=3))
            train(run_in(self.folder, steps=5))
        lines = [json.loads(line) for line in (self.folder / "run/log.jsonl").read_text().splitlines()]
        self.assertEqual([line["step"] for line in lines], [3, 5])
        self.assertLessEqual({"tokens", "tokens/s", "lm", "norm", "rate", "left"}, lines[0].keys())
        self.assertEqual(load_checkpoint(self.folder / "run").progress.step, 5)

    def test_the_rate_rises_then_falls_to_the_end_of_the_budget(self):
        trainer = Trainer(run_in(self.folder, steps=100, warmup=10))
        rates = []
        for step in (0, 4, 9, 50, 99, 100):
            trainer.progress.step = step
            rates.append(trainer.rate() / RECIPE.rate)
        self.assertTrue(rates[0] < rates[1] < rates[2] > rates[3] > rates[4] > 0.0199)
        self.assertAlmostEqual(rates[5], 0.02)

    def test_a_step_changes_all_that_is_learned(self):
        trainer = Trainer(run_in(self.folder, steps=2))
        before = {name: value.detach().clone() for name, value in trainer.objective.named_parameters()}
        steps(trainer, 2)
        same = [name for name, value in trainer.objective.named_parameters() if torch.equal(value, before[name])]
        self.assertEqual([name for name in same if not name.startswith("readouts") and not name.endswith("bias_hh_l0")], [])

    def test_the_teacher_teaches_only_some_of_the_steps(self):
        trainer = Trainer(run_in(self.folder, steps=6, teach_every=3))
        trainer.guides = Guides(teacher=object())
        taught = []
        for trainer.progress.step in range(6):
            taught.append(trainer._guides_of_step().teacher is not None)
        self.assertEqual(taught, [True, False, False] * 2)

    def test_glove_starts_the_softmax_and_is_learned_by_the_encoder(self):
        path = self.folder / "glove.npz"
        words = sorted(set(" ".join(sentences(400)).lower().split()))
        vectors = np.random.default_rng(1).normal(size=(len(words), 100))
        pack_glove(dict(zip(words, vectors.tolist())), words, path)
        run = replace(run_in(self.folder, steps=5, spelling_steps=120), glove=path)
        trainer = Trainer(run)
        glove = Glove(path, trainer.words, CPU)
        row = int(glove.known[0])
        wanted = torch.nn.functional.normalize(glove.among(torch.tensor([row]))[1][:, :16], dim=-1)
        self.assertGreater(float((trainer.objective.softmax.weight[row] * wanted).sum()), 0.7)
        before = Trainer(replace(run, recipe=replace(run.recipe, spelling_steps=0)))
        distances = [
            t.objective.glove_loss(glove.known, t.table.vectors(t.objective.bilm.encoder, glove.known), glove).item() for t in (trainer, before)
        ]
        self.assertLess(distances[0], distances[1] - 0.2)


class CheckpointTest(TrainingTest):
    def test_another_vocabulary_is_refused_and_the_checkpoint_stays(self):
        trainer = Trainer(run_in(self.folder, steps=2))
        steps(trainer, 2)
        trainer.save()
        content = (self.folder / "run" / CHECKPOINT_FILE).read_bytes()
        prepared(self.folder, count=1)
        self.assert_refused(lambda: Trainer(run_in(self.folder, steps=4)), "another vocabulary")
        self.assertEqual((self.folder / "run" / CHECKPOINT_FILE).read_bytes(), content)

    def test_another_recipe_is_refused(self):
        Trainer(run_in(self.folder, steps=2)).save()
        self.assert_refused(lambda: Trainer(run_in(self.folder, steps=2, rate=0.5)), "another rate")

    def test_what_is_not_a_checkpoint_is_refused(self):
        for content in (b"", b"something else", b"PK\3\4 half an archive"):
            (self.folder / "run" / CHECKPOINT_FILE).write_bytes(content)
            self.assert_refused(lambda: Trainer(run_in(self.folder, steps=2)), "not a checkpoint")

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full here")
    def test_a_full_disk_leaves_the_last_good_checkpoint(self):
        with patch("builtins.print"):
            train(run_in(self.folder, steps=2))
            unfinished = self.folder / "run" / (CHECKPOINT_FILE + ".unfinished")
            unfinished.symlink_to("/dev/full")
            self.assert_refused(lambda: train(run_in(self.folder, steps=4)), "No space left on device", "last good checkpoint is still there")
        self.assertFalse(unfinished.is_symlink())
        self.assertEqual(load_checkpoint(self.folder / "run").progress.step, 2)


class OfficialFormatTest(TrainingTest):
    TOKENS = [["One", "boat", "went", "on", "the", "river", "."], ["Unheard-of", "words", "naïve", "x" * 60]]

    def model(self) -> tuple[Trainer, Path]:
        trainer = Trainer(run_in(self.folder, steps=3))
        steps(trainer, 3)
        export(trainer.objective, trainer.vocabulary, self.folder / "model")
        return trainer, self.folder / "model"

    def test_what_is_written_is_read_back(self):
        trainer, folder = self.model()
        objective, vocabulary = read_model(folder)
        self.assertEqual(vocabulary, trainer.vocabulary)
        theirs = trainer.objective.state_dict()
        for name, mine in objective.state_dict().items():
            if not name.endswith(("_mean", "_square")):
                torch.testing.assert_close(mine, theirs[name], rtol=0, atol=0.0005 if name.startswith("readouts") else 1e-6, msg=name)

    def test_a_new_run_begins_with_an_official_model(self):
        trainer, folder = self.model()
        begun = Trainer(replace(run_in(self.folder, steps=3), folder=self.folder / "other", start=folder))
        self.assertAlmostEqual(perplexity(begun), perplexity(trainer), places=3)
        self.assertEqual(begun.progress.step, 0)

    def test_a_model_of_another_vocabulary_or_size_is_refused(self):
        _, folder = self.model()
        run = replace(run_in(self.folder, steps=3), folder=self.folder / "other", start=folder)
        self.assert_refused(lambda: Trainer(replace(run, recipe=replace(run.recipe, vocabulary=8))), "not the vocabulary", "--vocabulary")
        (folder / "options.json").write_text(json.dumps(SIZES["small"].options()))
        self.assert_refused(lambda: Trainer(run), "another size")

    def test_options_describe_the_official_sizes(self):
        small = SIZES["small"].options()
        self.assertEqual((small["lstm"]["dim"], small["lstm"]["projection_dim"], SIZES["small"].filter_count), (1024, 128, 2048))
        for size in SIZES.values():
            self.assertEqual(size_of(json.loads(json.dumps(size.options()))), size)
        clipped = {**small, "lstm": {**small["lstm"], "cell_clip": 3}}
        self.assert_refused(lambda: size_of(clipped), "another kind")

    @unittest.skipUnless((ROOT / "dist/convert.cjs").exists() and (ROOT / "dist/cli.cjs").exists(), "not built: run `npm run build` first")
    def test_the_runtime_gives_what_pytorch_gives(self):
        trainer, folder = self.model()
        node = lambda *arguments, **options: subprocess.run(  # noqa: E731
            ["node", *map(str, arguments)], check=True, capture_output=True, text=True, **options
        )
        pair = ["--options", folder / "options.json", "--weights", folder / "weights.hdf5"]
        node(ROOT / "dist/convert.cjs", *pair, "--output", self.folder / "runtime")
        lines = "".join(json.dumps({"tokens": tokens}) + "\n" for tokens in self.TOKENS)
        answers = node(ROOT / "dist/cli.cjs", "--model", self.folder / "runtime", "embed", input=lines).stdout.splitlines()
        expected = self.layers(trainer)
        for answer, layers in zip(answers, expected, strict=True):
            np.testing.assert_allclose(json.loads(answer)["layers"], layers, atol=1e-4)

    def layers(self, trainer: Trainer) -> list[np.ndarray]:
        """ELMo's layers [3, tokens, 2P] of each sentence by PyTorch, without the kernels."""
        held_out = HeldOut({"all": self.TOKENS}, trainer.vocabulary)
        batch = batch_of(held_out.by_domain["all"])
        with torch.no_grad(), patch.object(kernels, "compiled", lambda: None):
            _, _, rows = trainer.objective.read(batch, WordTable(held_out.words, trainer.objective.bilm.size, CPU))
        layers = [torch.cat(pair, -1) for pair in ((rows[0], rows[0]), (rows[1], rows[2]), (rows[3], rows[4]))]
        stacked = torch.stack(layers).numpy()
        return [stacked[:, 1 : 1 + len(tokens), column] for column, tokens in enumerate(self.TOKENS)]


class FiguresTest(unittest.TestCase):
    def test_the_table_gives_each_domain_and_the_whole(self):
        ln2 = float(np.log(2))
        table = table_of({"a": Score(10 * ln2, 20 * ln2, 10, 8, 2), "b": Score(20 * ln2, 20 * ln2, 10, 8, 0)}, 64_000)
        self.assertIn("64,000", table)
        self.assertEqual(table.splitlines()[3], "| a | 8 | 25.0 % | 2.0 | 4.0 | 3.0 |")
        self.assertEqual(table.splitlines()[-1], "| all | 16 | 12.5 % | 2.8 | 4.0 | 3.4 |")

    def test_a_budget_is_spent_by_whichever_comes_first(self):
        progress = Progress(step=50, seconds=60.0)
        self.assertEqual(Budget(steps=100).spent(progress), 0.5)
        self.assertEqual(Budget(minutes=4).spent(progress), 0.25)
        self.assertEqual(Budget(minutes=1.25, steps=100).spent(progress), 0.8)


class TeacherTest(unittest.TestCase):
    def test_words_fall_into_the_longest_pieces(self):
        vocabulary = {piece: i for i, piece in enumerate(["[UNK]", "un", "##heard", "##he", "-", "of", "naive"])}
        self.assertEqual(word_pieces("Unheard-of", vocabulary), [1, 2, 4, 5])
        self.assertEqual(word_pieces("Naïve", vocabulary), [6])
        self.assertEqual(word_pieces("unheeded", vocabulary), [1, 3, 0])


if __name__ == "__main__":
    unittest.main()
