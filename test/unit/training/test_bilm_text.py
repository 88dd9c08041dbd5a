"""Text in, arrays out; and what is said of text that cannot be used."""

import contextlib
import io
import lzma
import tempfile
import unittest
from pathlib import Path

import bilm_fixture  # noqa: F401  finds the training code
import numpy as np
from bilm.characters import MARKS, character_table
from bilm.evaluate import HeldOut, read_domains
from bilm.prepare import prepare
from bilm.text import Text, read_prepared


class TextTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.enterContext(contextlib.redirect_stdout(io.StringIO()))

    def file(self, content: bytes, name: str = "text.txt") -> Path:
        (self.folder / name).write_bytes(content)
        return self.folder / name

    def assert_refused(self, action, *words: str):
        with self.assertRaises(SystemExit) as caught:
            action()
        for word in words:
            self.assertIn(word, str(caught.exception))


class PrepareTest(TextTest):
    def test_words_come_by_frequency_and_sentences_end_with_their_mark(self):
        prepare([self.file(b"b a a\n\nc a b\n")], self.folder / "data")
        words, ids = read_prepared(self.folder / "data")
        self.assertEqual(words, [*MARKS, "a", "b", "c"])
        self.assertEqual(ids.tolist(), [4, 3, 3, 1, 5, 3, 4, 1])

    def test_xz_and_several_files_are_read(self):
        prepare([self.file(b"a b\n"), self.file(lzma.compress(b"c d\n"), "more.txt.xz")], self.folder / "data")
        self.assertEqual(read_prepared(self.folder / "data")[0][3:], ["a", "b", "c", "d"])

    def test_a_vocabulary_keeps_its_order_before_new_words(self):
        vocabulary = self.file("\n".join([*MARKS, "rare", "a"]).encode(), "vocab.txt")
        prepare([self.file(b"new a a\nnew a\n")], self.folder / "data", vocabulary)
        self.assertEqual(read_prepared(self.folder / "data")[0], [*MARKS, "rare", "a", "new"])

    def test_marks_in_a_text_are_unknown_words(self):
        prepare([self.file(b"<S> a </S>\n")], self.folder / "data")
        self.assertEqual(read_prepared(self.folder / "data")[1].tolist(), [2, 3, 2, 1])

    def test_a_text_without_sentences_is_refused(self):
        for content in (b"", b"\n \n\n"):
            self.assert_refused(lambda: prepare([self.file(content)], self.folder / "data"), "no sentence", "text.txt")

    def test_text_that_is_not_utf8_is_refused_with_its_place(self):
        self.assert_refused(lambda: prepare([self.file("a b\ncaf\xe9 au lait\n".encode("latin-1"))], self.folder / "data"), "not UTF-8", "text.txt")
        self.assertFalse((self.folder / "data").exists())

    def test_half_an_archive_is_refused(self):
        half = lzma.compress(b"a b c\n" * 10_000)[:-40]
        self.assert_refused(lambda: prepare([self.file(half, "text.txt.xz")], self.folder / "data"), "not a whole xz file")

    def test_a_file_that_is_not_there_is_named(self):
        self.assert_refused(lambda: prepare([self.folder / "none.txt"], self.folder / "data"), "none.txt", "cannot be read")

    def test_another_file_is_not_taken_for_a_vocabulary(self):
        self.assert_refused(lambda: prepare([self.file(b"a b\n")], self.folder / "data", self.file(b"a\nb\n", "vocab.txt")), "not a vocabulary")

    def test_a_folder_without_prepared_text_is_refused(self):
        self.assert_refused(lambda: read_prepared(self.folder), "Run `prepare")


class BatchTest(unittest.TestCase):
    IDS = np.array([3, 4, 5, 1, 6, 1, 7, 8, 1, 9, 10, 11, 12, 1])

    def test_every_sentence_of_two_words_comes_once_between_its_marks(self):
        batches = Text(self.IDS, longest=3).batches(tokens=6, seed=1)
        found = []
        while len(found) < 3:
            batch = next(batches)
            for column, length in zip(batch.words.T, batch.lengths):
                self.assertTrue((column[length:] == 1).all())
                found.append(column[:length].tolist())
        self.assertCountEqual(found, [[0, 3, 4, 5, 1], [0, 7, 8, 1], [0, 9, 10, 11, 1]])

    def test_skipping_leads_to_the_batches_that_would_have_come(self):
        text = Text(np.tile(self.IDS, 20), longest=10)
        batches, later = text.batches(tokens=8, seed=3), text.batches(tokens=8, seed=3, skip=30)
        for _ in range(30):
            next(batches)
        for _ in range(20):
            np.testing.assert_array_equal(next(batches).words, next(later).words)


class CharactersTest(unittest.TestCase):
    def test_ids_are_bytes_between_marks(self):
        table, lengths = character_table(["<S>", "</S>", "aé", "x" * 60])
        self.assertEqual(table[0, :4].tolist(), [258, 256, 259, 260])
        self.assertEqual(table[1, :3].tolist(), [258, 257, 259])
        self.assertEqual(table[2, :6].tolist(), [258, 97, 0xC3, 0xA9, 259, 260])
        self.assertEqual((table[3, -2], table[3, -1]), (ord("x"), 259))
        self.assertEqual(lengths.tolist(), [3, 3, 5, 50])


class DomainsTest(TextTest):
    def test_each_file_is_a_domain(self):
        found = read_domains([self.file(b"a b\n\nc d\n", "news.txt"), self.file(lzma.compress(b"e f\n"), "books.txt.xz")])
        self.assertEqual(found, {"news": [["a", "b"], ["c", "d"]], "books": [["e", "f"]]})

    def test_a_table_gives_ranges_of_lines(self):
        text = self.file(b"a b\nc d\n\ne f\n")
        table = self.file(b"| group | first line | last line |\n|---|---:|---:|\n| news | 1 | 2 |\n| books | 4 | 4 |\n", "README.md")
        self.assertEqual(read_domains([text], table), {"news": [["a", "b"], ["c", "d"]], "books": [["e", "f"]]})

    def test_a_sample_is_spread_over_the_domains(self):
        sample = HeldOut({"a": [["x"]] * 100, "b": [["x", "y"]] * 100}, [*MARKS, "x"], tokens=30)
        self.assertEqual({name: len(group) for name, group in sample.by_domain.items()}, {"a": 10, "b": 10})

    def test_nothing_to_measure_is_refused(self):
        self.assert_refused(lambda: read_domains([self.file(b"\n")]), "no sentence to measure")


if __name__ == "__main__":
    unittest.main()
