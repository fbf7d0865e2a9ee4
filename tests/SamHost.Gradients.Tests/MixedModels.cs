using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>Small models as people write them, each with several parts that are out of the ordinary, in float64.</summary>
internal static class MixedModels
{
    /// <summary>A vision transformer: patches, a class token, position embeddings, attention over [T, B, features].</summary>
    public sealed class VisionTransformer : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d _patches;
        private readonly Parameter _classToken;
        private readonly Parameter _positions;
        private readonly ModuleList<Block> _blocks;
        private readonly LayerNorm _norm;
        private readonly Linear _head;

        public VisionTransformer(long width = 6, long heads = 2, long depth = 2, long side = 6, long patch = 2, double dropout = 0)
            : base(nameof(VisionTransformer))
        {
            _patches = nn.Conv2d(1, width, patch, stride: patch);
            _classToken = nn.Parameter(randn(1, 1, width));
            _positions = nn.Parameter(randn(1, 1 + (side / patch * (side / patch)), width));
            _blocks = nn.ModuleList<Block>([.. Enumerable.Range(0, (int)depth).Select(_ => new Block(width, heads, dropout))]);
            _norm = nn.LayerNorm(width);
            _head = nn.Linear(width, 3);
            RegisterComponents();
            this.to(ScalarType.Float64);
        }

        public override Tensor forward(Tensor input)
        {
            var patches = _patches.call(input).flatten(2).transpose(1, 2);
            var tokens = cat([_classToken.expand(input.shape[0], -1, -1), patches], 1) + _positions;
            foreach (var block in _blocks) tokens = block.call(tokens);
            return _head.call(_norm.call(tokens)[TensorIndex.Colon, 0]);
        }

        private sealed class Block : nn.Module<Tensor, Tensor>
        {
            private readonly LayerNorm _first;
            private readonly MultiheadAttention _attention;
            private readonly LayerNorm _second;
            private readonly Linear _widen;
            private readonly Linear _narrow;
            private readonly Dropout _dropout;

            public Block(long width, long heads, double dropout)
                : base(nameof(Block))
            {
                _first = nn.LayerNorm(width);
                _attention = nn.MultiheadAttention(width, heads, dropout);
                _second = nn.LayerNorm(width);
                _widen = nn.Linear(width, 2 * width);
                _narrow = nn.Linear(2 * width, width);
                _dropout = nn.Dropout(dropout);
                RegisterComponents();
            }

            public override Tensor forward(Tensor input)
            {
                var normed = _first.call(input).transpose(0, 1);
                var attended = input + _attention.call(normed, normed, normed, null, false).Item1.transpose(0, 1);
                return attended + _dropout.call(_narrow.call(nn.functional.gelu(_widen.call(_second.call(attended)))));
            }
        }
    }

    /// <summary>Characters, a recurrent layer over [T, B, features], and an output that has the embedding's weight.</summary>
    public sealed class TiedCharacters : nn.Module<Tensor, Tensor>
    {
        private readonly Embedding _embedding;
        private readonly GRU _recurrent;
        private readonly Parameter _bias;

        public TiedCharacters(long characters = 5, long width = 4)
            : base(nameof(TiedCharacters))
        {
            _embedding = nn.Embedding(characters, width);
            _recurrent = nn.GRU(width, width);
            _bias = nn.Parameter(zeros(characters));
            RegisterComponents();
            this.to(ScalarType.Float64);
        }

        public override Tensor forward(Tensor input)
        {
            var hidden = _recurrent.call(_embedding.call(input).transpose(0, 1)).Item2[0];
            return nn.functional.linear(hidden, _embedding.weight!, _bias);
        }
    }

    /// <summary>A network that narrows and widens again by transposed convolutions, with channels carried across.</summary>
    public sealed class UShaped : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d _in = nn.Conv2d(1, 3, 3, padding: 1);
        private readonly Conv2d _down = nn.Conv2d(3, 4, 2, stride: 2);
        private readonly GroupNorm _norm = nn.GroupNorm(2, 4);
        private readonly PReLU _slope = nn.PReLU(4);
        private readonly ConvTranspose2d _up = nn.ConvTranspose2d(4, 3, 2, stride: 2);
        private readonly Conv2d _out = nn.Conv2d(6, 2, 1);
        private readonly Linear _head = nn.Linear(2, 3);

        public UShaped()
            : base(nameof(UShaped))
        {
            nn.init.uniform_(_norm.weight, 0.5, 1.5);
            nn.init.normal_(_norm.bias!);
            RegisterComponents();
            this.to(ScalarType.Float64);
        }

        public override Tensor forward(Tensor input)
        {
            var wide = _in.call(input).tanh();
            var narrow = _slope.call(_norm.call(_down.call(wide)));
            return _head.call(_out.call(cat([wide, _up.call(narrow)], 1)).sigmoid().mean([2L, 3L]));
        }
    }

    /// <summary>Gates and matrices of the model's own, a layer that is called twice, one without a rule, one that is frozen.</summary>
    public sealed class GatedPerceptron : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _first;
        private readonly Linear _twice;
        private readonly Linear _frozen;
        private readonly Linear _head;
        private readonly Parameter _gate;
        private readonly Parameter _matrix;
        private readonly RootMeanSquare _norm;

        public GatedPerceptron(long inputs = 4, long width = 5)
            : base(nameof(GatedPerceptron))
        {
            _first = nn.Linear(inputs, width);
            _twice = nn.Linear(width, width);
            _frozen = nn.Linear(width, width);
            foreach (var parameter in _frozen.parameters()) parameter.requires_grad = false;
            _head = nn.Linear(width, 3);
            _gate = nn.Parameter(randn(width));
            _matrix = nn.Parameter(randn(width, width));
            _norm = new RootMeanSquare(width);
            RegisterComponents();
            register_parameter("_unused", nn.Parameter(randn(2)));
            this.to(ScalarType.Float64);
        }

        public override Tensor forward(Tensor input)
        {
            var hidden = _twice.call(_twice.call(_first.call(input).tanh()).tanh());
            var gated = _norm.call(hidden) * _gate.sigmoid() + hidden.tanh().matmul(_matrix).sin();
            return _head.call(_frozen.call(gated).tanh());
        }
    }

    /// <summary>A normalisation that TorchSharp does not have, with a gain of its own.</summary>
    public sealed class RootMeanSquare : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter _gain;

        public RootMeanSquare(long width)
            : base(nameof(RootMeanSquare))
        {
            _gain = nn.Parameter(rand(width) + 0.5);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input * (input.square().mean([-1L], keepdim: true) + 1e-6).rsqrt() * _gain;
    }

    /// <summary>A perceptron over sequences that has time first, and one over all their elements at once.</summary>
    public sealed class TimeFirst : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _each = nn.Linear(3, 4);
        private readonly Linear _folded = nn.Linear(4, 4);
        private readonly Linear _head = nn.Linear(4, 3);

        public TimeFirst()
            : base(nameof(TimeFirst))
        {
            RegisterComponents();
            this.to(ScalarType.Float64);
        }

        public override Tensor forward(Tensor input)
        {
            var each = _each.call(input.transpose(0, 1)).tanh();
            var folded = _folded.call(each.reshape(-1, 4)).tanh();
            return _head.call(folded.reshape(each.shape).mean([0L]));
        }
    }

    /// <summary>Both halves of an input through one GRU, as a batch of twice as many, all left halves first.</summary>
    public sealed class TwoHalves : nn.Module<Tensor, Tensor>
    {
        private readonly GRU _recurrent = nn.GRU(3, 4, batchFirst: true);
        private readonly Linear _output = nn.Linear(8, 3);

        public TwoHalves()
            : base(nameof(TwoHalves))
        {
            RegisterComponents();
            this.to(ScalarType.Float64);
        }

        public override Tensor forward(Tensor input)
        {
            var (hidden, _) = _recurrent.call(cat(input.chunk(2, -1), 0));
            return _output.call(cat([.. hidden.select(1, -1).chunk(2, 0)], 1));
        }
    }

    /// <summary>Attention whose last projection begins at zero, which hides its heads from whoever looks at what it computes.</summary>
    public sealed class ZeroAttention : nn.Module<Tensor, Tensor>
    {
        private readonly MultiheadAttention _attention = nn.MultiheadAttention(4, 2);
        private readonly Linear _output = nn.Linear(4, 3);

        public ZeroAttention()
            : base(nameof(ZeroAttention))
        {
            RegisterComponents();
            this.to(ScalarType.Float64);
            using var _ = no_grad();
            foreach (var (name, parameter) in _attention.named_parameters())
            {
                if (name.Contains("out_proj", StringComparison.Ordinal)) parameter.zero_();
            }
        }

        public override Tensor forward(Tensor input)
        {
            var sequence = input.transpose(0, 1);
            return _output.call((sequence + _attention.call(sequence, sequence, sequence, null, false, null).Item1).mean([0]));
        }
    }
}
