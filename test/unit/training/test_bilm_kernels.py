"""The kernels against PyTorch's own LSTM and softmax, forward and backward, in both types that they store."""

import unittest
from unittest.mock import patch

import bilm_fixture  # noqa: F401  finds the training code
import torch
from bilm import kernels
from torch import nn

STEPS, BATCH, PROJECTION, CELLS = 7, 5, 16, 40  # 40: not a whole number of the widest vectors
WORDS, DRAWN, POSITIONS = 90, 30, 300  # more positions than the kernel takes at a time


def relative_error(actual: torch.Tensor, expected: torch.Tensor) -> float:
    return float((actual - expected).norm() / expected.norm())


def with_gradients(output: torch.Tensor, inputs: list[torch.Tensor]) -> list[torch.Tensor]:
    """An output and the gradients of a fixed function of it."""
    direction = torch.randn(output.shape, generator=torch.Generator().manual_seed(1))
    return [output.detach(), *torch.autograd.grad((output * direction).sum(), inputs)]


@unittest.skipIf(kernels.compiled() is None, "no C++ compiler here: plain PyTorch trains")
class KernelsTest(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(2)

    def assert_close(self, actual: list[torch.Tensor], expected: list[torch.Tensor], tolerance: float):
        for mine, theirs in zip(actual, expected, strict=True):
            self.assertLess(relative_error(mine, theirs), tolerance)

    def lstm(self) -> tuple[nn.LSTM, list[torch.Tensor]]:
        lstm = nn.LSTM(PROJECTION, CELLS, proj_size=PROJECTION)
        for parameter in lstm.parameters():
            nn.init.normal_(parameter, 0, 0.3)
        nn.init.zeros_(lstm.bias_hh_l0)
        x = torch.randn(STEPS, BATCH, PROJECTION, requires_grad=True)
        return lstm, [x, lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, lstm.weight_hr_l0]

    def test_the_lstm_is_pytorchs(self):
        lstm, inputs = self.lstm()
        expected = with_gradients(lstm(inputs[0])[0], inputs)
        for stored, tolerance in ((torch.float32, 2e-6), (torch.bfloat16, 2e-2)):
            with self.subTest(stored=stored):
                self.assert_close(with_gradients(kernels.ProjectedLSTM.apply(*inputs, stored), inputs), expected, tolerance)

    def test_a_single_step_has_no_recurrence(self):
        lstm, inputs = self.lstm()
        inputs[0] = inputs[0].detach()[:1].requires_grad_()
        actual = with_gradients(kernels.ProjectedLSTM.apply(*inputs, torch.float32), inputs)
        expected = with_gradients(lstm(inputs[0])[0], inputs)
        for mine, theirs in zip(actual, expected, strict=True):
            torch.testing.assert_close(mine, theirs)

    def test_gates_that_are_wide_open_or_shut_stay_numbers(self):
        lstm, inputs = self.lstm()
        nn.init.constant_(lstm.bias_ih_l0, 200.0)
        nn.init.constant_(lstm.bias_ih_l0.data[:CELLS], -200.0)
        torch.testing.assert_close(kernels.ProjectedLSTM.apply(*inputs, torch.float32), lstm(inputs[0])[0])

    def test_the_sampled_softmax_is_pytorchs(self):
        hidden = torch.randn(POSITIONS, PROJECTION, requires_grad=True)
        weight = torch.randn(DRAWN, PROJECTION, requires_grad=True)
        bias, truth = torch.randn(DRAWN, requires_grad=True), torch.randn(POSITIONS, requires_grad=True)
        drawn = torch.randperm(WORDS)[:DRAWN].sort().values
        target = torch.randint(0, WORDS, (POSITIONS,))
        self.assertTrue(torch.isin(target, drawn).any())  # a target that was drawn as well counts once
        inputs = [hidden, weight, bias, truth]
        with patch.object(kernels, "compiled", lambda: None):
            expected = with_gradients(kernels.sampled_softmax(*inputs, target, drawn), inputs)
        for stored, tolerance in ((torch.float32, 2e-6), (torch.bfloat16, 2e-2)):
            with self.subTest(stored=stored):
                self.assert_close(with_gradients(kernels.SampledSoftmax.apply(*inputs, target, drawn, stored), inputs), expected, tolerance)


class WithoutCompilerTest(unittest.TestCase):
    def test_plain_pytorch_does_where_there_is_no_compiler(self):
        lstm = nn.LSTM(PROJECTION, CELLS, proj_size=PROJECTION)
        x = torch.randn(STEPS, BATCH, PROJECTION)
        with patch.object(kernels, "compiled", lambda: None):
            torch.testing.assert_close(kernels.run_lstm(lstm, x), lstm(x)[0])


if __name__ == "__main__":
    unittest.main()
