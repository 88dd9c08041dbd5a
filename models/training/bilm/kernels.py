"""The kernels of kernels.cpp as PyTorch functions, and plain PyTorch where they cannot be built (no compiler) or are of no use (a GPU)."""

import functools
import shutil
import sys
import time
from pathlib import Path
from types import ModuleType

import torch
import torch.nn.functional as F
from torch import nn

FLAGS = ["-O3", "-march=native", "-ffast-math"]


@functools.cache
def compiled() -> ModuleType | None:
    """The built kernels; None, with one line that says why, where plain PyTorch has to do."""
    if shutil.which("g++") is None and shutil.which("clang++") is None and shutil.which("c++") is None:
        print("No C++ compiler: plain PyTorch trains, more slowly.", file=sys.stderr)
        return None
    try:
        from torch.utils.cpp_extension import load

        return load("bilm_kernels", [str(Path(__file__).with_name("kernels.cpp"))], extra_cflags=FLAGS)
    except Exception as error:  # a compiler may lack anything
        print(f"The kernels cannot be built, plain PyTorch trains, more slowly: {str(error).splitlines()[0]}", file=sys.stderr)
        return None


@functools.cache
def stored_type() -> torch.dtype:
    """What the processor multiplies faster: bfloat16 has half the memory to move, but as few products at once on Intel's without AMX."""
    supported = getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    return min((torch.float32, torch.bfloat16), key=_seconds) if supported() else torch.float32


def _seconds(stored: torch.dtype) -> float:
    """Of a product as large as those of training; the fastest of a few."""
    rows, weight = torch.ones(2048, 512, dtype=stored), torch.ones(1024, 512, dtype=stored)
    seconds = []
    for _ in range(10):
        started = time.perf_counter()
        F.linear(rows, weight)
        seconds.append(time.perf_counter() - started)
    return min(seconds)


class ProjectedLSTM(torch.autograd.Function):
    """x [T, B, P] -> [T, B, P], every sequence from a zero state; weights in the layout of nn.LSTM(proj_size=P), with one bias."""

    @staticmethod
    def forward(ctx, x, w_ih, w_hh, bias, w_hr, stored):
        x, w_ih, w_hh, w_hr = (tensor.detach().to(stored).contiguous() for tensor in (x, w_ih, w_hh, w_hr))
        y, gates, cells, output = compiled().lstm_forward(x, w_ih, w_hh, bias.detach().float(), w_hr)
        ctx.kept = (x, w_ih, w_hh, w_hr, y, gates, cells, output)
        return y.float()

    @staticmethod
    def backward(ctx, d_y):
        kept, ctx.kept = ctx.kept, None  # the kernel overwrites the gates: there is no second time
        gradients = compiled().lstm_backward(d_y.to(kept[0].dtype).contiguous(), *kept)
        return *(gradient.float() for gradient in gradients), None


class SampledSoftmax(torch.autograd.Function):
    """Mean loss of hidden [n, P] against negatives (weight [K, P], bias [K], sorted ids [K]) and the targets' own logits `truth` [n]."""

    @staticmethod
    def forward(ctx, hidden, weight, bias, truth, target, negative, stored):
        hidden, weight = hidden.detach().to(stored).contiguous(), weight.detach().to(stored).contiguous()
        loss, *gradients = compiled().sampled_softmax(hidden, weight, bias.detach(), truth.detach(), target, negative)
        ctx.gradients = gradients
        return loss.mean()

    @staticmethod
    def backward(ctx, d_loss):
        scale = d_loss / len(ctx.gradients[0])
        gradients, ctx.gradients = ctx.gradients, None
        return *(gradient.float().mul_(scale) for gradient in gradients), None, None, None


def run_lstm(lstm: nn.LSTM, x: torch.Tensor) -> torch.Tensor:
    """A one-layer projected LSTM over x [T, B, P] from a zero state."""
    if x.device.type != "cpu" or compiled() is None:
        return lstm(x)[0]
    return ProjectedLSTM.apply(x, lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, lstm.weight_hr_l0, stored_type())


def sampled_softmax(
    hidden: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, truth: torch.Tensor, target: torch.Tensor, negative: torch.Tensor
) -> torch.Tensor:
    """The mean of -log p(target) over hidden [n, P], where the alternatives are the negatives alone; see SampledSoftmax."""
    if hidden.device.type == "cpu" and compiled() is not None:
        return SampledSoftmax.apply(hidden, weight, bias, truth, target, negative, stored_type())
    logits = hidden @ weight.T + bias
    logits = logits.masked_fill(target[:, None] == negative, float("-inf"))
    return F.cross_entropy(torch.cat([truth[:, None], logits], 1).float(), torch.zeros_like(target))
