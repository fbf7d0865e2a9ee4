using CsCheck;
using SamHost.TestSupport;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>
/// Bags of embeddings in each form that TorchSharp has, among other layers, against the one-example-at-a-time reference: every rule, every
/// per-example result, float64.
/// </summary>
public class EmbeddingBagTests
{
    private const int Tokens = 6;
    private const int Length = 7;

    private static readonly Gen<int> Seeds = Gen.Int[0, 1_000_000];

    [Fact]
    public void Bags_as_rows_and_as_one_sequence_with_sums_and_means() => Seeds.Sample(
        seed =>
        {
            using var scope = NewDisposeScope();
            manual_seed(seed);
            var random = new Random(seed);
            using var model = new BagOfWords(random);
            var batch = random.Next(1, 7);
            var logger = new ListLogger();
            using var rig = new OptimizerRig(
                model, randint(0, Tokens, [batch, Length], ScalarType.Int64), randint(0, 3, [batch], ScalarType.Int64), logger: logger);

            ExactnessTests.CheckAll(rig, random.NextDouble(), groupSize: 4);

            Assert.Empty(logger.Lines);
        },
        iter: 16,
        threads: 1);

    [Fact]
    public void Bags_of_which_the_largest_numbers_are_taken_stay_exact()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var model = new BagOfWords(new Random(2), EmbeddingBagMode.Max);
        using var rig = new OptimizerRig(
            model, randint(0, Tokens, [5, Length], ScalarType.Int64), randint(0, 3, [5], ScalarType.Int64), logger: new ListLogger());

        ExactnessTests.CheckAll(rig, rho: 0.3, groupSize: 4);
    }

    /// <summary>Two bags of different lengths for each example, one or both ways to hand them over, and a bilinear layer of both.</summary>
    private sealed class BagOfWords : nn.Module<Tensor, Tensor>
    {
        private readonly EmbeddingBag _rows;
        private readonly EmbeddingBag _sequence;
        private readonly Linear _importance = nn.Linear(1, 1);
        private readonly Bilinear _pairs = nn.Bilinear(3, 4, 4);
        private readonly Linear _head = nn.Linear(4, 3);
        private readonly Parameter _shift;
        private readonly bool _hasEnd;
        private readonly bool _isWeighted;
        private readonly bool _isTwice;

        public BagOfWords(Random random, EmbeddingBagMode? mode = null)
            : base(nameof(BagOfWords))
        {
            _isTwice = random.Next(2) == 0;
            _hasEnd = random.Next(2) == 0;
            var ofRows = mode ?? (random.Next(2) == 0 ? EmbeddingBagMode.Sum : EmbeddingBagMode.Mean);
            var ofSequence = random.Next(2) == 0 ? EmbeddingBagMode.Sum : EmbeddingBagMode.Mean;
            _isWeighted = ofSequence == EmbeddingBagMode.Sum && random.Next(2) == 0;
            _rows = nn.EmbeddingBag(Tokens, 3, mode: ofRows, padding_index: random.Next(2) == 0 ? 1 : -1);
            _sequence = nn.EmbeddingBag(Tokens, 4, mode: ofSequence, include_last_offset: _hasEnd);
            _shift = nn.Parameter(randn(4));
            RegisterComponents();
            this.to(ScalarType.Float64);
            // Expanded, it has the model run on each example by itself.
            if (random.Next(2) == 0) _shift.requires_grad = false;
            if (random.Next(4) == 0) _sequence.parameters().Single().requires_grad = false;
            if (random.Next(4) == 0) _pairs.weight.requires_grad = false;
        }

        public override Tensor forward(Tensor input)
        {
            var rows = _rows.call(input.narrow(1, 0, 4));
            if (_isTwice) rows = rows * _rows.call(input.narrow(1, 2, 5)).cos();
            // An empty bag, one of three tokens and the rest.
            var first = arange(input.shape[0], ScalarType.Int64).unsqueeze(1) * Length;
            var starts = cat([first, first, first + 3], 1).flatten();
            if (_hasEnd) starts = cat([starts, full(1, input.numel(), ScalarType.Int64)]);
            var tokens = input.flatten();
            var weights = _isWeighted ? _importance.call(tokens.unsqueeze(1).to(ScalarType.Float64)).sigmoid().squeeze(1) : null;
            var bags = _sequence.call(tokens, starts, weights).reshape(input.shape[0], 3, 4);
            return _head.call((_pairs.call(rows.tanh(), bags.sum([1L]).tanh() + bags.select(1, 1)) * _shift).tanh());
        }
    }
}
