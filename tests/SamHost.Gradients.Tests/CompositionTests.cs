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
    public void Transformer_encoders() => Check(random =>
    {
        var encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 5, dropout: 0), 2);
        var mask = random.Next(2) == 0 ? null : zeros(4, 4, ScalarType.Float64).masked_fill(ones(4, 4, ScalarType.Bool).triu(1), -1e9);
        return new Sequences(encoder, 4, 4, input => encoder.call(input.transpose(0, 1), mask!, null!));
    }, count: 3);

    [Fact]
    public void Transformer_decoder_layers() => Check(random =>
    {
        var layer = nn.TransformerDecoderLayer(4, 2, 5, dropout: 0);
        return new Sequences(layer, 4, 4, input => layer.call(input.transpose(0, 1), input.cos().narrow(1, 0, 3).transpose(0, 1)));
    }, count: 3);

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

    private static (int Features, int Hidden, int Layers, bool Both, bool First) Recurrent(Random random) =>
        (random.Next(1, 5), random.Next(1, 5), random.Next(1, 3), random.Next(2) == 0, random.Next(2) == 0);

    private static void Check(Func<Random, Sequences> make, int count = 5) => Seeds.Sample(
        seed =>
        {
            using var scope = NewDisposeScope();
            manual_seed(seed);
            var random = new Random(seed);
            using var model = make(random);
            if (random.Next(3) == 0) model.Inner.parameters().First().requires_grad = false;
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
        private readonly nn.Module _inner;
        private readonly Func<Tensor, Tensor> _call;

        public Sequences(nn.Module inner, long features, long outputs, Func<Tensor, Tensor> call)
            : base(nameof(Sequences))
        {
            Features = features;
            _inner = inner;
            _call = call;
            _first = nn.Linear(features, features);
            _last = nn.Linear(outputs, 3);
            RegisterComponents();
            this.to(ScalarType.Float64);
        }

        public long Features { get; }

        public nn.Module Inner => _inner;

        public override Tensor forward(Tensor input) => _last.call(_call(_first.call(input).tanh()).mean([0L]));
    }
}
