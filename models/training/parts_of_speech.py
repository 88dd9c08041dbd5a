"""Trains the part-of-speech tagger: Penn Treebank tags from a window of three rows of the biLM's states.

CoNLL-2003 teaches full tags. SemCor's are coarser (VB is any verb form), so there a token's loss is that of its set of possible tags.
"""

import torch
from torch import nn

import data
from casing import recasings
from head_manifest import save_head
from layers import VariationalDropout
from onnx_export import Graph, round_weights, verify
from senses_data import HELD_OUT
from settings import Settings, read_settings
from training import Averaged, batches, progress
from vectors import States, states_of

HIDDEN = 128
EPOCHS = 6
BATCH = 64
SEMCOR_SENTENCES = 5_000

TAGS = (
    "NN NNS NNP NNPS VB VBD VBG VBN VBP VBZ MD JJ JJR JJS RB RBR RBS IN DT PDT WDT CC TO PRP PRP$ WP WP$ WRB POS EX RP CD FW UH SYM LS"
    ' $ . , : ( ) "'
).split()
INDEX = {tag: i for i, tag in enumerate(TAGS)}

# SemCor's tags that stand for several of the Penn Treebank's.
COARSE = {
    "NN": ["NN", "NNS"], "NNP": ["NNP", "NNPS"], "VB": ["VB", "VBD", "VBG", "VBN", "VBP", "VBZ"],
    "JJ": ["JJ", "JJR", "JJS"], "RB": ["RB", "RBR", "RBS"],
}  # fmt: skip
PUNCTUATION = {".": ".", "?": ".", "!": ".", ",": ",", ":": ":", ";": ":", "--": ":", "...": ":", "(": "(", ")": ")", '"': '"'}

Tagged = tuple[list[str], list[list[str]]]  # tokens and the tags that each may have; none where it is not known


class Tagger(nn.Module):
    """States [B, T, width] -> log-probabilities [B, T, tags]. A row sees its two neighbours, and every token has two."""

    def __init__(self, width: int):
        super().__init__()
        self.dropout = VariationalDropout(0.2)
        self.window = nn.Conv1d(width, HIDDEN, 3, padding=1)
        self.output = nn.Linear(HIDDEN, len(TAGS))

    def forward(self, states: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        hidden = self.window(self.dropout(states).transpose(1, 2)).relu().transpose(1, 2)
        return self.output(nn.functional.dropout(hidden, 0.2, self.training)).log_softmax(-1)

    def to_onnx(self, width: int):
        graph = Graph()
        columns = graph.node("Transpose", "states", perm=[0, 2, 1])
        window = graph.node("Conv", columns, graph.matrix(self.window.weight, along=(1, 2)), graph.vector(self.window.bias), pads=[1, 1])
        rows = graph.node("Transpose", graph.node("Relu", window), perm=[0, 2, 1])
        scores = graph.node("LogSoftmax", graph.linear(rows, self.output), axis=-1)
        return graph.model(scores, "scores", ["B", "T", len(TAGS)], width)


def conll(settings: Settings, split: str) -> list[Tagged]:
    sentences = data.conll2003_tags(settings.data, split)
    return [(tokens, [[tag] if tag in INDEX else [] for tag in tags]) for tokens, tags in sentences]


def semcor(settings: Settings, held_out: bool) -> list[Tagged]:
    """SemCor's sentences with multi-word units split: a name's parts are all names, of other units only the head's tag is known."""
    sentences = []
    for document, sentence in data.semcor(settings.data / "wsd/semcor3/brown1.tsv.xz"):
        if (document in HELD_OUT) != held_out:
            continue
        tokens: list[str] = []
        allowed: list[list[str]] = []
        for unit in sentence:
            parts = [data.model_token(part) for part in unit.text.split("_") if part]
            tags = COARSE.get(unit.tag, [unit.tag] if unit.tag in INDEX else [])
            for i, part in enumerate(parts):
                head = len(parts) == 1 or unit.tag == "NNP" or i == (0 if unit.tag == "VB" else len(parts) - 1)
                tokens.append(part)
                allowed.append([PUNCTUATION[part]] if part in PUNCTUATION else tags if head else [])
        sentences.append((tokens, allowed))
    return sentences[:SEMCOR_SENTENCES]


def recased(sentences: list[Tagged]) -> list[Tagged]:
    return [([change(token) for token in tokens], tags) for (tokens, tags), change in recasings(sentences)]


def embed(sentences: list[Tagged], settings: Settings) -> States:
    return states_of([tokens for tokens, _ in sentences], settings)


def targets(sentences: list[Tagged], indices: list[int], steps: int) -> torch.Tensor:
    """Which tags are right, bool [B, T, tags]; all false at boundaries, padding and unknown tokens."""
    right = torch.zeros(len(indices), steps, len(TAGS), dtype=torch.bool)
    for row, index in enumerate(indices):
        for t, tags in enumerate(sentences[index][1], start=1):
            right[row, t, [INDEX[tag] for tag in tags]] = True
    return right


def loss_of(scores: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    known = right.any(-1)
    return -scores[known].masked_fill(~right[known], float("-inf")).logsumexp(-1).mean()


@torch.no_grad()
def accuracy(model: nn.Module, sentences: list[Tagged], states: States) -> float:
    """Share of the tokens with known tags whose best tag is one of them."""
    correct = total = 0
    for indices in batches(states.lengths, BATCH):
        padded, lengths = states.batch(indices)
        right = targets(sentences, indices, padded.shape[1])
        known = right.any(-1)
        best = model(padded, lengths).argmax(-1, keepdim=True)
        correct += int(right.gather(-1, best)[..., 0][known].sum())
        total += int(known.sum())
    return correct / total


def main() -> None:
    settings = read_settings(__doc__)
    cased, testa = conll(settings, "train"), conll(settings, "testa")
    sets = [cased, recased(cased), semcor(settings, held_out=False)]
    train = sum(sets, [])
    states = sum((embed(sentences, settings) for sentences in sets), States([]))
    development = {
        "testa": testa,
        "testa, lower-cased": [([token.lower() for token in tokens], tags) for tokens, tags in testa],
        "SemCor": semcor(settings, held_out=True),
    }
    development_states = {name: embed(sentences, settings) for name, sentences in development.items()}

    model = Tagger(states.width)
    averaged = Averaged(model)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-3)
    for epoch in range(EPOCHS):
        model.train()
        for group in optimiser.param_groups:
            group["lr"] = 1e-3 * (1 - epoch / EPOCHS)
        for indices in progress(batches(states.lengths, BATCH, shuffle=True), f"epoch {epoch + 1}/{EPOCHS}"):
            padded, lengths = states.batch(indices)
            loss = loss_of(model(padded, lengths), targets(train, indices, padded.shape[1]))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            averaged.update(model)
        scores = {name: accuracy(averaged.model, development[name], s) for name, s in development_states.items()}
        print("  ".join(f"{name} {100 * score:.2f}" for name, score in scores.items()), flush=True)

    round_weights(averaged.model)
    graph = averaged.model.to_onnx(states.width)
    verify(graph, averaged.model, development_states["testa"])
    save_head(settings.model, "partsOfSpeech", "parts-of-speech.onnx", graph.SerializeToString(), {"tags": TAGS})
    final = accuracy(averaged.model, development["testa"], development_states["testa"])
    print(f"partsOfSpeech: accuracy on CoNLL-2003 testa {100 * final:.2f}")


if __name__ == "__main__":
    main()
