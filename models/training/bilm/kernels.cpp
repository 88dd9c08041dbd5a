// CPU kernels of the biLM's training: a layer of projected LSTM, and a sampled softmax with its loss.
//
// Matrix products are ATen's (MKL, oneDNN). What is done number by number between them is fused here, in plain loops that the compiler turns
// into the vector instructions of the machine it builds for (AVX2 with FMA, AVX-512, NEON). `stored` is how numbers are kept between the
// products: float, or bfloat16 where the machine multiplies that; sums are always float.
//
// Layouts: x and y [T, B, P]; gates [T, B, 4H], in PyTorch's order: input, forget, candidate, output. Weights as in nn.LSTM(proj_size=P).
#include <ATen/Parallel.h>
#include <torch/extension.h>

#include <algorithm>
#include <cmath>
#include <vector>

using at::Tensor;

namespace {

constexpr int64_t ROWS_A_THREAD = 8;
constexpr int64_t SOFTMAX_BLOCK = 256; // positions whose logits stay in the cache together

inline float load(float value) { return value; }
inline float load(at::BFloat16 value) { return c10::bit_cast<float>(uint32_t(value.x) << 16); }

inline void store(float* place, float value) { *place = value; }
inline void store(at::BFloat16* place, float value) { // rounded to the nearest, ties to even
  const uint32_t bits = c10::bit_cast<uint32_t>(value);
  place->x = uint16_t((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

// Cephes' expf, without branches: relative error about 1e-7.
inline float exponential(float x) {
  x = std::min(std::max(x, -87.0f), 88.0f);
  const float n = std::floor(x * 1.44269504f + 0.5f);
  x -= n * 0.693359375f;
  x += n * 2.12194440e-4f;
  float y = 1.9875691500e-4f;
  y = y * x + 1.3981999507e-3f;
  y = y * x + 8.3334519073e-3f;
  y = y * x + 4.1665795894e-2f;
  y = y * x + 1.6666665459e-1f;
  y = y * x + 5.0000001201e-1f;
  y = y * x * x + x + 1.0f;
  return y * c10::bit_cast<float>((int32_t(n) + 127) << 23);
}
inline float sigmoid(float x) { return 1.0f / (1.0f + exponential(-x)); }
inline float tanh_of(float x) { return 2.0f * sigmoid(2.0f * x) - 1.0f; }

// One sentence, one step: pre-activations become activated gates; the new cell and the output before its projection are written.
template <typename stored>
void activate(stored* __restrict__ gates, const float* __restrict__ bias, const float* __restrict__ before, float* __restrict__ cell,
              stored* __restrict__ output, int64_t H) {
  for (int64_t j = 0; j < H; j++) {
    const float i = sigmoid(load(gates[j]) + bias[j]);
    const float f = sigmoid(load(gates[H + j]) + bias[H + j]);
    const float g = tanh_of(load(gates[2 * H + j]) + bias[2 * H + j]);
    const float o = sigmoid(load(gates[3 * H + j]) + bias[3 * H + j]);
    const float c = f * before[j] + i * g;
    cell[j] = c;
    store(gates + j, i);
    store(gates + H + j, f);
    store(gates + 2 * H + j, g);
    store(gates + 3 * H + j, o);
    store(output + j, o * tanh_of(c));
  }
}

// Its derivative: activated gates become the gradient of the pre-activations; d_cell goes one step back.
template <typename stored>
void activate_backward(stored* __restrict__ gates, const float* __restrict__ before, const float* __restrict__ cell,
                       const stored* __restrict__ d_output, float* __restrict__ d_cell, int64_t H) {
  for (int64_t j = 0; j < H; j++) {
    const float i = load(gates[j]), f = load(gates[H + j]), g = load(gates[2 * H + j]), o = load(gates[3 * H + j]);
    const float squashed = tanh_of(cell[j]), d = load(d_output[j]);
    const float dc = d_cell[j] + d * o * (1.0f - squashed * squashed);
    store(gates + j, dc * g * i * (1.0f - i));
    store(gates + H + j, dc * before[j] * f * (1.0f - f));
    store(gates + 2 * H + j, dc * i * (1.0f - g * g));
    store(gates + 3 * H + j, d * squashed * o * (1.0f - o));
    d_cell[j] = dc * f;
  }
}

template <typename stored>
std::vector<Tensor> lstm_forward_as(const Tensor& x, const Tensor& w_ih, const Tensor& w_hh, const Tensor& bias, const Tensor& w_hr) {
  const int64_t T = x.size(0), B = x.size(1), P = x.size(2), H = w_hr.size(1);
  Tensor gates = at::mm(x.reshape({T * B, P}), w_ih.t()).view({T, B, 4 * H});
  Tensor y = at::empty({T, B, P}, x.options()), output = at::empty({T, B, H}, x.options());
  Tensor cells = at::zeros({T + 1, B, H}, bias.options()); // the first is the zero state
  const Tensor recurrent = w_hh.t(), projection = w_hr.t();
  for (int64_t t = 0; t < T; t++) {
    Tensor now = gates[t], projected = y[t];
    if (t > 0) at::addmm_out(now, now, y[t - 1], recurrent);
    stored* g = now.data_ptr<stored>();
    stored* m = output[t].data_ptr<stored>();
    const float* before = cells[t].data_ptr<float>();
    float* cell = cells[t + 1].data_ptr<float>();
    const float* b = bias.data_ptr<float>();
    at::parallel_for(0, B, ROWS_A_THREAD, [&](int64_t from, int64_t to) {
      for (int64_t row = from; row < to; row++) activate(g + row * 4 * H, b, before + row * H, cell + row * H, m + row * H, H);
    });
    at::mm_out(projected, output[t], projection);
  }
  return {y, gates, cells, output};
}

template <typename stored>
std::vector<Tensor> lstm_backward_as(const Tensor& dy, const Tensor& x, const Tensor& w_ih, const Tensor& w_hh, const Tensor& w_hr,
                                     const Tensor& y, Tensor gates, const Tensor& cells, const Tensor& output) {
  const int64_t T = x.size(0), B = x.size(1), P = x.size(2), H = w_hr.size(1);
  Tensor d_projected = dy.clone();
  Tensor d_cell = at::zeros({B, H}, cells.options()), d_output = at::empty({B, H}, x.options());
  for (int64_t t = T - 1; t >= 0; t--) {
    Tensor now = d_projected[t];
    at::mm_out(d_output, now, w_hr);
    stored* g = gates[t].data_ptr<stored>();
    const stored* dm = d_output.data_ptr<stored>();
    const float *before = cells[t].data_ptr<float>(), *cell = cells[t + 1].data_ptr<float>();
    float* dc = d_cell.data_ptr<float>();
    at::parallel_for(0, B, ROWS_A_THREAD, [&](int64_t from, int64_t to) {
      for (int64_t row = from; row < to; row++)
        activate_backward(g + row * 4 * H, before + row * H, cell + row * H, dm + row * H, dc + row * H, H);
    });
    if (t > 0) {
      Tensor earlier = d_projected[t - 1];
      at::addmm_out(earlier, earlier, gates[t], w_hh);
    }
  }
  const Tensor d_gates = gates.view({T * B, 4 * H}), transposed = d_gates.t();
  const Tensor d_w_hh = T > 1 ? at::mm(d_gates.slice(0, B).t(), y.view({T * B, P}).slice(0, 0, (T - 1) * B)) : at::zeros_like(w_hh);
  return {
    at::mm(d_gates, w_ih).view({T, B, P}),
    at::mm(transposed, x.reshape({T * B, P})),
    d_w_hh,
    d_gates.sum(0, false, at::kFloat),
    at::mm(d_projected.view({T * B, P}).t(), output.view({T * B, H})),
  };
}

// One position: logits of the negatives become their probabilities; returns the loss. `probability` becomes that of the truth.
template <typename stored>
float softmax_row(stored* __restrict__ logits, const float* __restrict__ bias, float* __restrict__ power, int64_t K, int64_t accidental,
                  float truth, float* probability) {
  float highest = truth;
  for (int64_t j = 0; j < K; j++) {
    power[j] = load(logits[j]) + bias[j];
    highest = std::max(highest, power[j]);
  }
  float total = 0;
  for (int64_t j = 0; j < K; j++) {
    power[j] = exponential(power[j] - highest);
    total += power[j];
  }
  if (accidental >= 0) {
    total -= power[accidental];
    power[accidental] = 0;
  }
  const float own = exponential(truth - highest);
  total += own;
  *probability = own / total;
  const float scale = 1.0f / total;
  for (int64_t j = 0; j < K; j++) store(logits + j, power[j] * scale);
  return std::log(total) + highest - truth;
}

template <typename stored>
std::vector<Tensor> sampled_softmax_as(const Tensor& hidden, const Tensor& weight, const Tensor& bias, const Tensor& truth,
                                       const Tensor& target, const Tensor& negative) {
  const int64_t n = hidden.size(0), K = weight.size(0);
  Tensor loss = at::empty({n}, truth.options()), probability = at::empty({n}, truth.options());
  Tensor d_hidden = at::empty_like(hidden), logits = at::empty({std::min(n, SOFTMAX_BLOCK), K}, hidden.options());
  Tensor d_weight = at::zeros({K, weight.size(1)}, truth.options()), d_bias = at::zeros({K}, truth.options());
  const float *b = bias.data_ptr<float>(), *true_logit = truth.data_ptr<float>();
  const int64_t *wanted = target.data_ptr<int64_t>(), *drawn = negative.data_ptr<int64_t>();
  float *l = loss.data_ptr<float>(), *p = probability.data_ptr<float>();
  const Tensor transposed = weight.t();
  for (int64_t start = 0; start < n; start += SOFTMAX_BLOCK) {
    const int64_t rows = std::min(SOFTMAX_BLOCK, n - start);
    const Tensor h = hidden.slice(0, start, start + rows);
    Tensor block = logits.slice(0, 0, rows), d_h = d_hidden.slice(0, start, start + rows);
    at::mm_out(block, h, transposed);
    stored* s = block.data_ptr<stored>();
    at::parallel_for(0, rows, ROWS_A_THREAD, [&](int64_t from, int64_t to) {
      std::vector<float> power(K);
      for (int64_t row = from; row < to; row++) {
        const int64_t at_ = start + row;
        const int64_t* found = std::lower_bound(drawn, drawn + K, wanted[at_]);
        const int64_t accidental = found != drawn + K && *found == wanted[at_] ? found - drawn : -1;
        l[at_] = softmax_row(s + row * K, b, power.data(), K, accidental, true_logit[at_], p + at_);
      }
    });
    at::mm_out(d_h, block, weight);
    d_weight.add_(at::mm(block.t(), h));
    d_bias.add_(block.sum(0, false, at::kFloat));
  }
  return {loss, d_hidden, d_weight, d_bias, probability.sub_(1)};
}

#define BY_TYPE(tensor, call) ((tensor).scalar_type() == at::kBFloat16 ? call<at::BFloat16> : call<float>)

// -> y, activated gates, cells [T + 1, B, H], outputs before the projection [T, B, H]
std::vector<Tensor> lstm_forward(const Tensor& x, const Tensor& w_ih, const Tensor& w_hh, const Tensor& bias, const Tensor& w_hr) {
  at::NoGradGuard guard;
  return BY_TYPE(x, lstm_forward_as)(x, w_ih, w_hh, bias, w_hr);
}

// -> gradients of x, w_ih, w_hh, bias, w_hr. Consumes the gates.
std::vector<Tensor> lstm_backward(const Tensor& dy, const Tensor& x, const Tensor& w_ih, const Tensor& w_hh, const Tensor& w_hr,
                                  const Tensor& y, const Tensor& gates, const Tensor& cells, const Tensor& output) {
  at::NoGradGuard guard;
  return BY_TYPE(x, lstm_backward_as)(dy, x, w_ih, w_hh, w_hr, y, gates, cells, output);
}

// hidden [n, P]; weight [K, P] and bias [K] of the negatives; truth [n], the target's own logit; ids of targets [n] and negatives [K] (sorted,
// distinct; one that is the target does not count). -> loss [n] and the gradients of its sum: hidden, weight, bias, truth.
std::vector<Tensor> sampled_softmax(const Tensor& hidden, const Tensor& weight, const Tensor& bias, const Tensor& truth,
                                    const Tensor& target, const Tensor& negative) {
  at::NoGradGuard guard;
  return BY_TYPE(hidden, sampled_softmax_as)(hidden, weight, bias, truth, target, negative);
}

} // namespace

PYBIND11_MODULE(TORCH_EXTENSION_NAME, module) {
  module.def("lstm_forward", &lstm_forward);
  module.def("lstm_backward", &lstm_backward);
  module.def("sampled_softmax", &sampled_softmax);
}
