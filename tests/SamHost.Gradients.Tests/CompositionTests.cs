using CsCheck;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>
/// Each module that the engine computes out of its parts, over random forms, against the one-example-at-a-time reference, which runs the
/// stock module: every rule, every per-example result, float64.
/// </summary>
public class CompositionTests
{
    private static readonly Gen<int> Seeds = Gen.Int[0, 1_000_000];

    [Fact]
    public void Multihead_attention_with_and_without_masks_of_one_and_of_several_inputs() => Check(random =>
    {
        var heads = random.Next(1, 3);
        var features = heads * random.Next(1, 4);
        var attention = nn.MultiheadAttention(features, heads, bias: random.Next(3) > 0);
        var mask = random.Next(3) switch
        {
            0 => null,
            1 => ones(4, 4, ScalarType.Float64).triu(1) * -1e9,
            _ => randn(4, 4, ScalarType.Float64),
        };
        var (isSelf, needsWeights) = (random.Next(2) == 0, random.Next(2) == 0);
        return new Sequences(attention, features, features, input =>
        {
            var sequence = input.transpose(0, 1);
            var other = isSelf ? sequence : sequence.sin();
            var (output, weights) = attention.call(sequence, other, other, null, needsWeights, mask);
            return needsWeights ? output * (1 + weights.sum([2L]).t().unsqueeze(2)) : output;
        });
    });

    [Fact]
    public void Multihead_attention_over_padded_keys() => Check(random =>
    {
        var attention = nn.MultiheadAttention(4, 2);
        return new Sequences(attention, 4, 4, input =>
        {
            // Padding is a matter of the example alone.
            var padding = input.select(2, 0) > 1;
            padding = padding & (arange(4, ScalarType.Int64) > 0);
            return attention.call(input.transpose(0, 1), input.transpose(0, 1), input.transpose(0, 1), padding, false).Item1;
        });
    }, count: 3);

    [Fact]
    public void Transformer_encoder_layers() => Check(random =>
    {
        var heads = random.Next(1, 3);
        // One feature normalised is none.
        var features = 2 * heads * random.Next(1, 3);
        var layer = nn.TransformerEncoderLayer(
            features, heads, random.Next(1, 7), dropout: 0, random.Next(2) == 0 ? nn.Activations.ReLU : nn.Activations.GELU);
        return new Sequences(layer, features, features, input => layer.call(input.transpose(0, 1)));
    });

    [Fact]
    public void Transformer_encoders_with_masks_and_padding() => Check(random =>
    {
        var encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 5, dropout: 0), random.Next(1, 3));
        var (mask, isPadded) = (Mask(random), random.Next(3) > 0);
        return new Sequences(encoder, 4, 4, input => encoder.call(input.transpose(0, 1), mask!, isPadded ? Padding(input) : null!));
    });

    [Fact]
    public void Transformer_decoder_layers_with_masks_and_padding() => Check(random =>
    {
        var layer = nn.TransformerDecoderLayer(4, 2, 5, dropout: 0);
        return new Sequences(layer, 4, 4, Decoding(random, layer));
    });

    [Fact]
    public void Transformer_decoders_with_masks_and_padding() => Check(random =>
    {
        var decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 5, dropout: 0), random.Next(1, 3));
        return new Sequences(decoder, 4, 4, Decoding(random, decoder));
    });

    /// <summary>TorchSharp calls the native object, and no hook.</summary>
    [Fact]
    public void A_transformer_encoder_layer_called_with_a_mask_takes_the_loop_which_tells_what_does_not()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var layer = nn.TransformerEncoderLayer(4, 2, 5, dropout: 0);
        using var model = new Sequences(
            layer, 4, 4, input => layer.call(input.transpose(0, 1), Mask(new Random(1))!, Padding(input)));
        var logger = new ListLogger();
        using var rig = new OptimizerRig(
            model, randn([5, 4, 4], ScalarType.Float64), randint(0, 3, [5], ScalarType.Int64), logger: logger);

        ExactnessTests.CheckAll(rig, rho: 0.3, groupSize: 4);

        Assert.Contains(
            "its calls with masks go past all hooks, those of a TransformerEncoder of one such layer do not", Assert.Single(logger.Lines),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Bilinear_layers() => Check(random =>
    {
        var outputs = random.Next(1, 4);
        var (layer, calls) = (nn.Bilinear(3, 3, outputs, hasBias: random.Next(3) > 0), random.Next(1, 3));
        return new Sequences(layer, 3, outputs, input =>
        {
            var output = layer.call(input, input.cos()).transpose(0, 1);
            return calls == 1 ? output : output * layer.call(input.flip(1), input.square()).transpose(0, 1);
        });
    });

    [Fact]
    public void Gated_recurrent_cells() => Check(random =>
    {
        var (features, hidden) = (random.Next(1, 5), random.Next(1, 5));
        var cell = nn.GRUCell(features, hidden, bias: random.Next(3) > 0);
        return new Sequences(cell, features, hidden, Stepping(random, hidden, (input, state) => cell.call(input, state!)));
    });

    [Fact]
    public void Plain_recurrent_cells() => Check(random =>
    {
        var (features, hidden) = (random.Next(1, 5), random.Next(1, 5));
        var function = random.Next(2) == 0 ? nn.NonLinearities.Tanh : nn.NonLinearities.ReLU;
        var cell = nn.RNNCell(features, hidden, function, bias: random.Next(3) > 0);
        return new Sequences(cell, features, hidden, Stepping(random, hidden, (input, state) => cell.call(input, state!)));
    });

    [Fact]
    public void Cells_of_long_short_term_memory() => Check(random =>
    {
        var (features, hidden, startsAtZero) = (random.Next(1, 5), random.Next(1, 5), random.Next(2) == 0);
        var cell = nn.LSTMCell(features, hidden, bias: random.Next(3) > 0);
        return new Sequences(cell, features, hidden, input =>
        {
            var start = input.mean([1L, 2L]).unsqueeze(1).expand(-1, hidden).contiguous();
            var states = startsAtZero ? (zeros_like(start), zeros_like(start)) : (start, start.sin());
            foreach (var step in input.unbind(1)) states = cell.call(step, states);
            return states.Item1.unsqueeze(0) + states.Item2.sum([1L]).reshape(1, -1, 1);
        });
    });

    [Fact]
    public void Gated_recurrent_units() => Check(random =>
    {
        var (features, hidden, layers, both, first) = Recurrent(random);
        var module = nn.GRU(features, hidden, layers, bias: random.Next(3) > 0, batchFirst: first, dropout: 0, bidirectional: both);
        return new Sequences(module, features, hidden * (both ? 2 : 1), input =>
        {
            var (output, state) = module.call(first ? input : input.transpose(0, 1));
            return (first ? output.transpose(0, 1) : output) + state.sum([0L, 2L]).reshape(1, -1, 1);
        });
    });

    [Fact]
    public void Long_short_term_memory() => Check(random =>
    {
        var (features, hidden, layers, both, first) = Recurrent(random);
        var module = nn.LSTM(features, hidden, layers, bias: random.Next(3) > 0, batchFirst: first, dropout: 0, bidirectional: both);
        return new Sequences(module, features, hidden * (both ? 2 : 1), input =>
        {
            var (output, state, memory) = module.call(first ? input : input.transpose(0, 1));
            return (first ? output.transpose(0, 1) : output) + (state * memory).sum([0L, 2L]).reshape(1, -1, 1);
        });
    });

    [Fact]
    public void Plain_recurrent_layers_with_states_to_start_from() => Check(random =>
    {
        var (features, hidden, layers, both, first) = Recurrent(random);
        var module = nn.RNN(
            features, hidden, layers, random.Next(2) == 0 ? nn.NonLinearities.Tanh : nn.NonLinearities.ReLU, batchFirst: first,
            bidirectional: both);
        return new Sequences(module, features, hidden * (both ? 2 : 1), input =>
        {
            var start = input.mean([1L, 2L]).reshape(1, -1, 1).expand(layers * (both ? 2 : 1), -1, hidden).contiguous();
            var output = module.call(first ? input : input.transpose(0, 1), start).Item1;
            return first ? output.transpose(0, 1) : output;
        });
    });

    /// <summary>None, one that hides the future, or one that adds numbers.</summary>
    private static Tensor? Mask(Random random, int others = 4) => random.Next(3) switch
    {
        0 => null,
        1 => zeros(4, others, ScalarType.Float64).masked_fill(ones(4, others, ScalarType.Bool).triu(1), double.NegativeInfinity),
        _ => randn(4, others, ScalarType.Float64),
    };

    /// <summary>Padding, a matter of the example alone, anywhere but at the first place: [B, 4].</summary>
    private static Tensor Padding(Tensor input) => (input.select(2, 0) > 0) & (arange(4, ScalarType.Int64) > 0);

    private static Func<Tensor, Tensor> Decoding(
        Random random, nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> decoder)
    {
        var (mask, ofMemory) = (Mask(random), Mask(random, others: 3));
        var (isPadded, isMemoryPadded) = (random.Next(2) == 0, random.Next(2) == 0);
        return input => decoder.call(
            input.transpose(0, 1), input.cos().narrow(1, 0, 3).transpose(0, 1), mask!, ofMemory!,
            isPadded ? Padding(input) : null!, isMemoryPadded ? Padding(input.sin()).narrow(1, 0, 3) : null!);
    }

    /// <summary>All states of a cell over [B, T, features], from zero or from a state that the example has: [T, B, hidden].</summary>
    private static Func<Tensor, Tensor> Stepping(Random random, long hidden, Func<Tensor, Tensor?, Tensor> step)
    {
        var startsAtZero = random.Next(2) == 0;
        return input =>
        {
            var state = startsAtZero ? null : input.mean([1L, 2L]).unsqueeze(1).expand(-1, hidden).contiguous();
            return stack([.. input.unbind(1).Select(at => state = step(at, state))]);
        };
    }

    private static (int Features, int Hidden, int Layers, bool Both, bool First) Recurrent(Random random) =>
        (random.Next(1, 5), random.Next(1, 5), random.Next(1, 3), random.Next(2) == 0, random.Next(2) == 0);

    private static void Check(Func<Random, Sequences> make, int count = 5) => Seeds.Sample(
        seed =>
        {
            using var scope = NewDisposeScope();
            manual_seed(seed);
            var random = new Random(seed);
            using var model = make(random);
            foreach (var frozen in model.Inner.parameters().Take(random.Next(4) switch { 0 => 1, 1 => int.MaxValue, _ => 0 }))
                frozen.requires_grad = false;
            // Expanded, it has the model run on each example by itself.
            if (random.Next(2) == 0) model.Shift.requires_grad = true;
            var batch = random.Next(1, 5);
            var logger = new ListLogger();
            using var rig = new OptimizerRig(
                model, randn([batch, 4, model.Features], ScalarType.Float64), randint(0, 3, [batch], ScalarType.Int64), logger: logger);

            ExactnessTests.CheckAll(rig, random.NextDouble(), random.Next(1, batch + 2));

            Assert.Empty(logger.Lines);
        },
        iter: count,
        threads: 1);

    /// <summary>A module over sequences between linear layers: its inputs have the examples first, its outputs second.</summary>
    private sealed class Sequences : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear _first;
        private readonly TorchSharp.Modules.Linear _last;
        private readonly TorchSharp.Modules.Parameter _shift;
        private readonly nn.Module _inner;
        private readonly Func<Tensor, Tensor> _call;

        public Sequences(nn.Module inner, long features, long outputs, Func<Tensor, Tensor> call)
            : base(nameof(Sequences))
        {
            Features = features;
            _shift = nn.Parameter(randn(features), requires_grad: false);
            _inner = inner;
            _call = call;
            _first = nn.Linear(features, features);
            _last = nn.Linear(outputs, 3);
            RegisterComponents();
            this.to(ScalarType.Float64);
        }

        /// <summary>A parameter of the model's own, frozen at first.</summary>
        public TorchSharp.Modules.Parameter Shift => _shift;

        public long Features { get; }

        public nn.Module Inner => _inner;

        public override Tensor forward(Tensor input) => _last.call(_call((_first.call(input) + _shift).tanh()).mean([0L]));
    }
}
