using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Benchmarks;

/// <summary>Small networks, each with a layer that has a rule of its own or is computed out of its parts.</summary>
internal static class LayerSamples
{
    public static IReadOnlyDictionary<string, BenchmarkModel> All { get; } = new Dictionary<string, BenchmarkModel>
    {
        ["Linear"] = Around(() => nn.Linear(12, 9), [12]),
        ["Linear over a sequence"] = Around(() => nn.Linear(12, 9), [5, 12]),
        ["Conv1d"] = Around(() => nn.Conv1d(6, 8, 3, padding: 1), [6, 20]),
        ["Conv2d, products of patches"] = Around(() => nn.Conv2d(3, 4, 3, stride: 2), [3, 9, 9]),
        ["Conv2d, products of pixels"] = Around(() => nn.Conv2d(4, 6, 3), [4, 6, 6]),
        ["Conv2d, gradients built"] = Around(() => nn.Conv2d(2, 4, 3, padding: 1), [2, 20, 20]),
        ["Conv2d in channel groups"] = Around(() => nn.Conv2d(4, 8, 3, groups: 4), [4, 8, 8]),
        ["Conv3d"] = Around(() => nn.Conv3d(2, 3, 2), [2, 4, 5, 5]),
        ["ConvTranspose1d"] = Around(() => nn.ConvTranspose1d(3, 4, 3, stride: 2), [3, 6]),
        ["ConvTranspose2d"] = Around(() => nn.ConvTranspose2d(3, 4, 3, stride: 2), [3, 5, 5]),
        ["LayerNorm"] = Around(() => nn.LayerNorm(10), [4, 10]),
        ["GroupNorm"] = Around(Filled, [6, 5, 5]),
        ["InstanceNorm2d"] = Around(() => nn.InstanceNorm2d(4, affine: true), [4, 5, 5]),
        ["BatchNorm2d, frozen"] = Around(Frozen, [4, 5, 5]),
        ["PReLU"] = Around(() => nn.PReLU(4), [4, 5, 5]),
        ["Embedding"] = Around(() => new Tokens(nn.Embedding(Tokens.Count, 6)), [7]),
        ["EmbeddingBag"] = Around(() => new Tokens(nn.EmbeddingBag(Tokens.Count, 6)), [7]),
        ["GRU"] = Around(() => new Last(nn.GRU(6, 5, batchFirst: true)), [4, 6]),
        ["LSTM"] = Around(() => new Last(nn.LSTM(6, 5, batchFirst: true)), [4, 6]),
        ["MultiheadAttention"] = Around(() => new SelfAttention(8), [5, 8]),
        ["parameter of the model's own"] = Around(() => new Scaled(9), [9]),
    };

    // Something trainable on both sides, and something smooth, so that no rule is at an end of the network.
    private static BenchmarkModel Around(Func<nn.Module<Tensor, Tensor>> make, long[] inputShape) =>
        new("", "", inputShape, () => new Network(make(), inputShape));

    // TorchSharp leaves its weights as they were in memory.
    private static GroupNorm Filled()
    {
        var layer = nn.GroupNorm(2, 6);
        nn.init.uniform_(layer.weight!, 0.5, 1.5);
        nn.init.normal_(layer.bias!);
        return layer;
    }

    private static BatchNorm2d Frozen()
    {
        var layer = nn.BatchNorm2d(4);
        layer.running_mean!.normal_();
        layer.running_var!.uniform_(0.5, 2);
        layer.eval();
        return layer;
    }

    private sealed class Network : nn.Module<Tensor, Tensor>
    {
        private readonly Linear? _before;
        private readonly nn.Module<Tensor, Tensor> _layer;
        private readonly Linear _last;

        public Network(nn.Module<Tensor, Tensor> layer, long[] inputShape)
            : base(nameof(Network))
        {
            _layer = layer;
            if (layer is not Tokens) _before = nn.Linear(inputShape[^1], inputShape[^1]);
            using var example = zeros([1, .. inputShape]);
            using var output = layer.forward(example);
            _last = nn.Linear(output.numel(), BenchmarkModel.ClassCount);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) =>
            _last.call(_layer.call(_before?.call(input).tanh() ?? input).flatten(1).sigmoid());
    }

    private sealed class Tokens : nn.Module<Tensor, Tensor>
    {
        public const int Count = 11;

        private readonly Embedding? _embedding;
        private readonly EmbeddingBag? _bag;

        public Tokens(Embedding embedding)
            : base(nameof(Tokens))
        {
            _embedding = embedding;
            RegisterComponents();
        }

        public Tokens(EmbeddingBag bag)
            : base(nameof(Tokens))
        {
            _bag = bag;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var tokens = (input * 4).abs().clamp_max(Count - 1).to(ScalarType.Int64);
            return _embedding?.call(tokens) ?? _bag!.call(tokens, null!, null!);
        }
    }

    private sealed class Last : nn.Module<Tensor, Tensor>
    {
        private readonly GRU? _gru;
        private readonly LSTM? _lstm;

        public Last(GRU gru)
            : base(nameof(Last))
        {
            _gru = gru;
            RegisterComponents();
        }

        public Last(LSTM lstm)
            : base(nameof(Last))
        {
            _lstm = lstm;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _gru is null ? _lstm!.call(input).Item1 : _gru.call(input).Item1;
    }

    private sealed class SelfAttention : nn.Module<Tensor, Tensor>
    {
        private readonly MultiheadAttention _attention;

        public SelfAttention(long width)
            : base(nameof(SelfAttention))
        {
            _attention = nn.MultiheadAttention(width, 2);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var sequence = input.transpose(0, 1);
            return _attention.call(sequence, sequence, sequence, null, false).Item1.transpose(0, 1);
        }
    }

    private sealed class Scaled : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter _gain;

        public Scaled(long width)
            : base(nameof(Scaled))
        {
            _gain = nn.Parameter(rand(width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input * _gain;
    }
}
