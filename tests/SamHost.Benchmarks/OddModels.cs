using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Benchmarks;

/// <summary>Models with a part that is out of the ordinary, as a stranger may bring them.</summary>
internal static class OddModels
{
    /// <summary>The perceptron 784-512-512-10 with slopes that are trained.</summary>
    public static nn.Module<Tensor, Tensor> SlopedPerceptron() => nn.Sequential(
        nn.Flatten(), nn.Linear(784, 512), nn.PReLU(1), nn.Linear(512, 512), nn.PReLU(1), nn.Linear(512, BenchmarkModel.ClassCount));

    /// <summary>A convolutional network of which one layer, a seventh of the work, has no rule and does what only the loop can.</summary>
    public static nn.Module<Tensor, Tensor> OneUnknownLayer() => nn.Sequential(
        nn.Conv2d(1, 16, 3, padding: 1), new Unknown(), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding: 1), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(32 * 49, 128), nn.ReLU(), nn.Linear(128, BenchmarkModel.ClassCount));

    private sealed class Unknown : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter _weight = nn.Parameter(randn(16, 16, 1, 1) * 0.25);

        public Unknown()
            : base(nameof(Unknown)) => RegisterComponents();

        // To decide by the numbers of an example takes one at a time.
        public override Tensor forward(Tensor input) =>
            input.narrow(1, 0, 1).isnan().any().ToBoolean() ? input : nn.functional.conv2d(input, _weight);
    }

    /// <summary>The perceptron 784-512-512-10 with a position embedding for its pixels.</summary>
    public sealed class PositionPerceptron : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter _positions = nn.Parameter(randn(784) * 0.02);
        private readonly Sequential _layers = nn.Sequential(
            nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, BenchmarkModel.ClassCount));

        public PositionPerceptron()
            : base(nameof(PositionPerceptron)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _layers.call(input.flatten(1) + _positions);
    }

    /// <summary>A vision transformer: patches of 4x4 on 32x32, width 64, depth 4, 4 heads.</summary>
    public sealed class VisionTransformer : nn.Module<Tensor, Tensor>
    {
        private const long Width = 64;

        private readonly Conv2d _patches = nn.Conv2d(3, Width, 4, stride: 4);
        private readonly Parameter _classToken = nn.Parameter(randn(1, 1, Width) * 0.02);
        private readonly Parameter _positions = nn.Parameter(randn(1, 65, Width) * 0.02);
        private readonly Sequential _blocks = nn.Sequential([.. Enumerable.Range(0, 4).Select(_ => new Block())]);
        private readonly LayerNorm _norm = nn.LayerNorm(Width);
        private readonly Linear _head = nn.Linear(Width, BenchmarkModel.ClassCount);

        public VisionTransformer()
            : base(nameof(VisionTransformer)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var patches = _patches.call(input).flatten(2).transpose(1, 2);
            var tokens = cat([_classToken.expand(input.shape[0], -1, -1), patches], 1) + _positions;
            return _head.call(_norm.call(_blocks.call(tokens))[TensorIndex.Colon, 0]);
        }

        private sealed class Block : nn.Module<Tensor, Tensor>
        {
            private readonly LayerNorm _first = nn.LayerNorm(Width);
            private readonly MultiheadAttention _attention = nn.MultiheadAttention(Width, 4);
            private readonly LayerNorm _second = nn.LayerNorm(Width);
            private readonly Linear _widen = nn.Linear(Width, 4 * Width);
            private readonly Linear _narrow = nn.Linear(4 * Width, Width);

            public Block()
                : base(nameof(Block)) => RegisterComponents();

            public override Tensor forward(Tensor input)
            {
                var normed = _first.call(input).transpose(0, 1);
                var attended = input + _attention.call(normed, normed, normed, null, false).Item1.transpose(0, 1);
                return attended + _narrow.call(nn.functional.gelu(_widen.call(_second.call(attended))));
            }
        }
    }

    /// <summary>A gated recurrent unit of 64 over the 28 rows of a picture.</summary>
    public sealed class RowReader : nn.Module<Tensor, Tensor>
    {
        private readonly GRU _recurrent = nn.GRU(28, 64, batchFirst: true);
        private readonly Linear _head = nn.Linear(64, BenchmarkModel.ClassCount);

        public RowReader()
            : base(nameof(RowReader)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _head.call(_recurrent.call(input.squeeze(1)).Item2[0]);
    }
}
