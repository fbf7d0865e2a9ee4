using CsCheck;
using SamHost.Contracts.Models;
using SamHost.Contracts.Optimization;
using SamHost.Plugins.OptimizerSam;
using SamHost.TestSupport;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>
/// Each layer rule, over random shapes, against the one-example-at-a-time reference: every rule, every per-example result, float64.
/// </summary>
public class LayerRuleTests
{
    private static readonly Gen<int> Seeds = Gen.Int[0, 1_000_000];

    [Fact]
    public void Linear() => Check(random =>
    {
        var (features, outputs) = (random.Next(1, 6), random.Next(1, 6));
        long[] shape = random.Next(3) switch { 0 => [features], 1 => [random.Next(1, 9), features], _ => [2, random.Next(1, 9), features] };
        return (nn.Linear(features, outputs, hasBias: random.Next(2) == 0), shape);
    });

    [Fact]
    public void Conv2d() => Check(random =>
    {
        var blocks = random.Next(1, 3);
        var (inputs, outputs) = (blocks * random.Next(1, 4), blocks * random.Next(1, 4));
        var layer = nn.Conv2d(
            inputs,
            outputs,
            (random.Next(1, 4), random.Next(1, 4)),
            (random.Next(1, 3), random.Next(1, 3)),
            (random.Next(0, 3), random.Next(0, 3)),
            (random.Next(1, 3), random.Next(1, 3)),
            random.Next(3) == 0 ? PaddingModes.Circular : PaddingModes.Zeros,
            blocks,
            bias: random.Next(2) == 0);
        return (layer, [inputs, random.Next(5, 9), random.Next(5, 9)]);
    });

    [Fact]
    public void Conv2d_of_many_positions() => Check(
        random => (nn.Conv2d(1, 2, 3, padding: 1, padding_mode: PaddingModes.Reflect), [1, random.Next(18, 24), random.Next(18, 24)]),
        count: 10);

    [Fact]
    public void Conv2d_with_padding_that_keeps_the_size() => Check(
        random =>
            (nn.Conv2d(2, 3, (random.Next(1, 5), random.Next(1, 5)), padding: Padding.Same, dilation: (random.Next(1, 3), 1)), [2, 6, 7]));

    [Fact]
    public void Conv1d() => Check(RandomConv1d);

    [Fact]
    public void Convolutions_that_see_the_data() => Check(
        random =>
        {
            if (random.Next(3) == 0) return RandomConv1d(random);
            var inputs = random.Next(1, 4);
            var layer = nn.Conv2d(
                inputs, random.Next(1, 5), (3, random.Next(1, 4)), (random.Next(1, 3), random.Next(1, 3)), (random.Next(0, 2), 1),
                (random.Next(1, 3), 1),
                random.Next(3) switch { 0 => PaddingModes.Reflect, 1 => PaddingModes.Circular, _ => PaddingModes.Zeros },
                bias: random.Next(3) > 0);
            if (layer.bias is { } bias && random.Next(3) == 0) bias.requires_grad = false;
            return (layer, [inputs, random.Next(6, 9), random.Next(5, 9)]);
        },
        count: 24,
        seesData: true);

    private static (nn.Module<Tensor, Tensor>, long[]) RandomConv1d(Random random)
    {
        var blocks = random.Next(1, 3);
        var (inputs, outputs) = (blocks * random.Next(1, 4), blocks * random.Next(1, 4));
        var layer = nn.Conv1d(
            inputs, outputs, random.Next(1, 4), random.Next(1, 3), random.Next(0, 3), random.Next(1, 3), groups: blocks,
            bias: random.Next(2) == 0);
        return (layer, [inputs, random.Next(7, 12)]);
    }

    [Fact]
    public void Conv3d() => Check(random =>
    {
        var blocks = random.Next(1, 3);
        var layer = nn.Conv3d(
            2 * blocks, blocks, (random.Next(1, 3), 2, 1), (1, random.Next(1, 3), 1), padding: (0, random.Next(0, 2), 0), groups: blocks,
            bias: random.Next(2) == 0);
        return (layer, [2 * blocks, 3, 4, 3]);
    }, count: 8);

    [Fact]
    public void Transposed_convolutions() => Check(random =>
    {
        var (blocks, stride) = (random.Next(1, 3), random.Next(1, 3));
        var (isFlat, bias) = (random.Next(2) == 0, random.Next(2) == 0);
        var (inputs, outputs, extra) = (blocks * random.Next(1, 3), blocks * random.Next(1, 3), stride - 1);
        return isFlat
            ? (nn.ConvTranspose1d(inputs, outputs, 3, stride, random.Next(0, 2), extra, groups: blocks, bias: bias), [inputs, 5])
            : (nn.ConvTranspose2d(
                inputs, outputs, 3, stride, random.Next(0, 2), extra, groups: blocks, bias: bias), [inputs, 3, 4]);
    }, count: 16);

    [Fact]
    public void BatchNorm_with_frozen_statistics() => Check(random =>
    {
        var norm = nn.BatchNorm2d(3);
        norm.running_mean!.normal_();
        norm.running_var!.uniform_(0.5, 2);
        norm.eval();
        return (norm, [3, 2, 4]);
    }, count: 5);

    [Fact]
    public void Added_parameter() => Check(random => (new AddedParameter("position", ShapeOf(random), deviation: 1), [4, 3, 2]));

    [Fact]
    public void Multiplied_parameter() => Check(random => (new MultipliedParameter("gain", ShapeOf(random), value: 0.7), [4, 3, 2]));

    // The last sides of the input, some of them shared.
    private static long[] ShapeOf(Random random) => random.Next(4) switch { 0 => [2], 1 => [3, 2], 2 => [4, 1, 2], _ => [1] };

    [Fact]
    public void PReLU() => Check(random =>
    {
        var channels = random.Next(1, 4);
        return (nn.PReLU(random.Next(2) == 0 ? 1 : channels), random.Next(2) == 0 ? [channels] : [channels, 3, 2]);
    }, count: 12);

    [Fact]
    public void A_layer_of_which_nothing_is_known() => Check(
        random => (new Stretched(random.Next(1, 4)), [3]), count: 10, warning: "'_layer' (Stretched) has no fast rule, so it alone runs");

    [Fact]
    public void LayerNorm() => Check(random =>
    {
        var (channels, width) = (random.Next(1, 4), random.Next(2, 6));
        return random.Next(3) switch
        {
            0 => (nn.LayerNorm([channels, 3, width]), [channels, 3, width]),
            1 => (nn.LayerNorm([width], bias: false), [channels, 3, width]),
            _ => (nn.LayerNorm([width]), [width]),
        };
    });

    [Fact]
    public void GroupNorm() => Check(random =>
    {
        var groups = random.Next(1, 4);
        var channels = groups * random.Next(1, 4);
        return (Filled(nn.GroupNorm(groups, channels)), random.Next(2) == 0 ? [channels, 5] : [channels, 3, 4]);
    });

    [Fact]
    public void InstanceNorm() => Check(random =>
    {
        var channels = random.Next(1, 5);
        return random.Next(2) == 0
            ? (nn.InstanceNorm1d(channels, affine: true), [channels, 6])
            : (nn.InstanceNorm2d(channels, affine: true), [channels, 3, 4]);
    });

    [Fact]
    public void Embedding() => Check(random =>
    {
        var tokens = random.Next(2, 6);
        var layer = random.Next(2) == 0 ? nn.Embedding(tokens, 3) : nn.Embedding(tokens, 3, padding_idx: 1);
        return (layer, [random.Next(1, 7)]);
    });

    /// <summary>
    /// Puts the layer into a network (with something smooth and something trainable on both sides, where the input has a gradient), at
    /// random once or twice, with a random parameter frozen now and then, and compares.
    /// </summary>
    /// <param name="make">Makes the layer and says what one input is.</param>
    /// <param name="count">How many networks.</param>
    /// <param name="warning">What is logged; nothing by default.</param>
    /// <param name="seesData">Whether nothing trainable comes before the layer, which sees the inputs themselves or a copy of them.</param>
    private static void Check(
        Func<Random, (nn.Module<Tensor, Tensor> Layer, long[] InputShape)> make, int count = 16, string? warning = null,
        bool seesData = false) => Seeds.Sample(
        seed =>
        {
            using var scope = NewDisposeScope();
            manual_seed(seed);
            var random = new Random(seed);
            var (layer, inputShape) = make(random);
            var classes = random.Next(1, 5);
            var batch = random.Next(1, 8);
            using var model = new Around(layer, inputShape, classes, calls: random.Next(1, 3))
            {
                Before = seesData ? random.Next(2) == 0 ? input => input : input => input.clone() : null,
            };
            if (random.Next(4) == 0 && layer.parameters().Count() > 1) layer.parameters().First().requires_grad = false;
            var inputs = layer is TorchSharp.Modules.Embedding
                ? randint(0, 2, [batch, .. inputShape], ScalarType.Int64)
                : randn([batch, .. inputShape], ScalarType.Float64);
            var logger = new ListLogger();
            using var rig = new OptimizerRig(model, inputs, randint(0, Math.Max(2, classes), [batch], ScalarType.Int64), logger: logger);
            var options = new MSamOptions { Rho = random.NextDouble(), GroupSize = random.Next(1, batch + 2) };

            Compare(new OneSam(options), 1, jacobian: true, scale: true);
            Compare(new LSam(options), 1, jacobian: false, scale: true);
            Compare(new LSam(options), 1, jacobian: false, scale: true);
            Compare(new JSam(options), 1, jacobian: true, scale: false);
            Compare(new MSam(options), options.GroupSize, jacobian: true, scale: true);
            if (warning is null) Assert.Empty(logger.Lines);
            else Assert.Contains(warning, Assert.Single(logger.Lines), StringComparison.Ordinal);

            void Compare(IOptimizer optimizer, int groupSize, bool jacobian, bool scale)
            {
                var (direction, results) = rig.Step(optimizer);
                using var owned = results;
                TensorAssert.Close(rig.Reference.Direction(options.Rho, groupSize, jacobian, scale), direction);
                for (var i = 0; i < batch; i++)
                {
                    TensorAssert.Close(rig.Reference.GradientNorm(i), results.GradientNorm![i].ToDouble());
                    TensorAssert.Close(rig.Reference.LogitWeight(options.Rho, i, groupSize), results.LogitWeight[i].ToDouble());
                    TensorAssert.Close(rig.Reference.Weight(options.Rho, i, groupSize), results.Weight![i].ToDouble());
                }
            }
        },
        iter: count,
        threads: 1);

    private static GroupNorm Filled(GroupNorm layer)
    {
        // TorchSharp leaves them uninitialised.
        nn.init.uniform_(layer.weight, 0.5, 1.5);
        nn.init.normal_(layer.bias!);
        return layer;
    }

    /// <summary>A layer with parameters of its own that decides by an example's numbers, which takes one example at a time.</summary>
    private sealed class Stretched : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter _powers;
        private readonly Parameter _shift = nn.Parameter(randn(1));

        public Stretched(long count)
            : base(nameof(Stretched))
        {
            _powers = nn.Parameter(rand(count));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input.isnan().any().ToBoolean()
            ? input
            : (input.unsqueeze(-1) * _powers).cos().sum([-1L]) + _shift * input;
    }

    private sealed class Around : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> _layer;
        private readonly Linear? _before;
        private readonly Linear _last;
        private readonly int _calls;

        /// <summary>What comes before the layer, in the place of a linear one.</summary>
        public Func<Tensor, Tensor>? Before { get; init; }

        public Around(nn.Module<Tensor, Tensor> layer, long[] inputShape, long classes, int calls)
            : base(nameof(Around))
        {
            _layer = layer;
            _calls = calls;
            if (layer is not TorchSharp.Modules.Embedding) _before = nn.Linear(inputShape[^1], inputShape[^1]);
            this.to(ScalarType.Float64);
            _layer.to(ScalarType.Float64);
            using var example = layer is TorchSharp.Modules.Embedding
                ? zeros([1, .. inputShape], ScalarType.Int64)
                : zeros([1, .. inputShape], ScalarType.Float64);
            using var output = layer.forward(example);
            _last = nn.Linear(output.numel(), classes);
            RegisterComponents();
            this.to(ScalarType.Float64);
        }

        public override Tensor forward(Tensor input)
        {
            var before = Before?.Invoke(input) ?? _before?.call(input).tanh() ?? input;
            var output = _layer.call(before);
            // The second call sees another input, and is a call of the same weights.
            if (_calls == 2) output = output * _layer.call(_before is null ? before : before * 0.7 + 0.1);
            return _last.call(output.flatten(1).sigmoid());
        }
    }
}
