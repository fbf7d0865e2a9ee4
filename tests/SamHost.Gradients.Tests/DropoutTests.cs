using SamHost.Plugins.OptimizerSam;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>
/// Dropout within modules that the engine computes itself, and in models that run on each example by itself: both passes see the masks that
/// the plain model draws for the batch, which the reference draws again for each example.
/// </summary>
public sealed class DropoutTests : IDisposable
{
    private const int Size = 4;

    // What the engine makes of its seed, 3, in step 0.
    private const long Seed = unchecked(3 * 6364136223846793005L * 2862933555777941757L) & long.MaxValue;

    private readonly IDisposable _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<string, Func<nn.Module<Tensor, Tensor>>, long[]> Models => new()
    {
        { "encoder layer", () => new Whole(nn.TransformerEncoderLayer(4, 2, 6, dropout: 0.3)), [Size, 4] },
        { "recurrent", () => new Layers(), [Size, 4] },
        { "vision transformer", () => new MixedModels.VisionTransformer(dropout: 0.3), [Size, 1, 6, 6] },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Both_passes_see_the_masks_of_the_batch(string name, Func<nn.Module<Tensor, Tensor>> build, long[] shape)
    {
        Assert.NotEmpty(name);
        manual_seed(5);
        using var model = build();
        var logger = new ListLogger();
        // Sequences have time first.
        var inputs = randn(shape.Length == 2 ? [Size, 5, shape[1]] : shape, ScalarType.Float64);
        var labels = randint(0, 3, [Size], ScalarType.Int64);
        using var rig = new OptimizerRig(model, inputs, labels, logger: logger);
        using var drawn = new Drawn(model, inputs);
        var reference = new ReferenceRules(drawn, arange(Size, ScalarType.Int64).unsqueeze(1), labels);

        TensorAssert.Close(reference.Direction(0.3, 1, true, true), rig.Direction(new OneSam(new() { Rho = 0.3 })));
        TensorAssert.Close(reference.Direction(0.3, 1, false, true), rig.Direction(new LSam(new() { Rho = 0.3 })));
        TensorAssert.Close(reference.Direction(0.3, Size, true, true), rig.Direction(new NSam(new() { Rho = 0.3 })));
        Assert.Empty(logger.Lines);
    }

    /// <summary>An example's logits, of its number, out of a batch whose masks are drawn each time.</summary>
    private sealed class Drawn : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> _model;
        private readonly Tensor _inputs;

        public Drawn(nn.Module<Tensor, Tensor> model, Tensor inputs)
            : base(nameof(Drawn))
        {
            _model = model;
            _inputs = inputs;
            register_module("model", model);
        }

        public override Tensor forward(Tensor input)
        {
            random.manual_seed(Seed).Dispose();
            return _model.call(_inputs).narrow(0, input.item<long>(), 1);
        }
    }

    private sealed class Whole : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.TransformerEncoderLayer _layer;
        private readonly TorchSharp.Modules.Linear _last = nn.Linear(4, 3);

        public Whole(TorchSharp.Modules.TransformerEncoderLayer layer)
            : base(nameof(Whole))
        {
            _layer = layer;
            RegisterComponents();
            this.to(ScalarType.Float64);
        }

        public override Tensor forward(Tensor input) => _last.call(_layer.call(input.transpose(0, 1)).mean([0L]));
    }

    private sealed class Layers : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.GRU _layers = nn.GRU(4, 3, 2, batchFirst: true, dropout: 0.3);
        private readonly TorchSharp.Modules.Linear _last = nn.Linear(3, 3);

        public Layers()
            : base(nameof(Layers))
        {
            RegisterComponents();
            this.to(ScalarType.Float64);
        }

        public override Tensor forward(Tensor input) => _last.call(_layers.call(input).Item1.mean([1L]));
    }
}
