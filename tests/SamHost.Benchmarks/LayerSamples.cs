using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Benchmarks;

/// <summary>Small networks, each with a layer that has a rule of its own or is computed out of its parts.</summary>
internal static class LayerSamples
{
    private const int TokenCount = 11;

    public static IReadOnlyDictionary<string, BenchmarkModel> All { get; } = new Dictionary<string, BenchmarkModel>
    {
        ["Linear"] = Around(() => nn.Linear(12, 9), [12]),
        ["Linear over a sequence"] = Around(() => nn.Linear(12, 9), [5, 12]),
        ["Conv1d"] = Around(() => nn.Conv1d(6, 8, 3, padding: 1), [6, 20]),
        ["Conv2d of the data"] = Around(() => nn.Conv2d(3, 4, 3, padding: 1), [3, 9, 9], isFirst: true),
        ["Conv2d, products of patches"] = Around(() => nn.Conv2d(3, 4, 3, stride: 4), [3, 9, 9]),
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
        ["Embedding"] = Around(
            () => Calling.Of(nn.Embedding(TokenCount, 6), (layer, input) => layer.call(Tokens(input))), [7], isFirst: true),
        ["EmbeddingBag"] = Around(
            () => Calling.Of(nn.EmbeddingBag(TokenCount, 6), (layer, input) => layer.call(Tokens(input), null!, null!)), [7],
            isFirst: true),
        ["GRU"] = Around(() => Calling.Of(nn.GRU(6, 5, batchFirst: true), (layer, input) => layer.call(input).Item1), [4, 6]),
        ["LSTM"] = Around(() => Calling.Of(nn.LSTM(6, 5, batchFirst: true), (layer, input) => layer.call(input).Item1), [4, 6]),
        ["MultiheadAttention"] = Around(() => Calling.Of(nn.MultiheadAttention(8, 2), AttendToItself), [5, 8]),
        ["parameter of the model's own"] = Around(() => new Scaled(9), [9]),
    };

    // Something trainable on both sides, and something smooth, so that no rule is at an end of the network, but for one of the data.
    private static BenchmarkModel Around(Func<nn.Module<Tensor, Tensor>> make, long[] inputShape, bool isFirst = false) =>
        new("", "", inputShape, () => new Network(make(), inputShape, isFirst));

    private static Tensor Tokens(Tensor input) => (input * 4).abs().clamp_max(TokenCount - 1).to(ScalarType.Int64);

    private static Tensor AttendToItself(MultiheadAttention layer, Tensor input)
    {
        var sequence = input.transpose(0, 1);
        return layer.call(sequence, sequence, sequence, null, false).Item1.transpose(0, 1);
    }

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

        public Network(nn.Module<Tensor, Tensor> layer, long[] inputShape, bool isFirst)
            : base(nameof(Network))
        {
            _layer = layer;
            if (!isFirst) _before = nn.Linear(inputShape[^1], inputShape[^1]);
            using var example = zeros([1, .. inputShape]);
            using var output = layer.forward(example);
            _last = nn.Linear(output.numel(), BenchmarkModel.ClassCount);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) =>
            _last.call(_layer.call(_before?.call(input).tanh() ?? input).flatten(1).sigmoid());
    }

    /// <summary>A layer that takes or returns something else than one tensor, as a module of one.</summary>
    private sealed class Calling : nn.Module<Tensor, Tensor>
    {
        private readonly Func<Tensor, Tensor> _call;

        private Calling(nn.Module layer, Func<Tensor, Tensor> call)
            : base(nameof(Calling))
        {
            _call = call;
            register_module("layer", layer);
        }

        public static Calling Of<T>(T layer, Func<T, Tensor, Tensor> call)
            where T : nn.Module => new(layer, input => call(layer, input));

        public override Tensor forward(Tensor input) => _call(input);
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
