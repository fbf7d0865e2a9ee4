using SamHost.Contracts.Gradients;
using SamHost.Gradients;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Testing;

/// <summary>
/// Holds a gradient rule to its contract, on its sample layer within a small network, in float64: the gradient with a perturbation for each
/// example is that of the one-example-at-a-time loop, by the rule alone.
/// </summary>
public static class GradientRuleCheck
{
    private const double Tolerance = 1e-8;

    /// <summary>Runs the checks.</summary>
    /// <param name="create">Creates the rule.</param>
    /// <exception cref="CheckFailedException">Something does not hold.</exception>
    public static void Run(Func<IGradientRule> create)
    {
        using var scope = NewDisposeScope();
        manual_seed(12);
        var rule = create();
        var (layer, sample) = rule.Sample();
        Check.That(rule.AppliesTo(layer), "Its sample is a layer to which it says it does not apply.");
        Check.That(layer.parameters().Any(parameter => parameter.requires_grad), "Its sample layer has no trainable parameter.");
        using var model = new Around(layer, sample);
        var inputs = sample.is_floating_point() ? sample.to(ScalarType.Float64) : sample;
        var count = inputs.shape[0];
        var batch = new Batch(inputs, randint(0, Around.ClassCount, [count], ScalarType.Int64), arange(count, ScalarType.Int64));
        var log = new LastWarning();
        using var gradients = new PerExampleGradients(model, new CrossEntropy(), new GradientsOptions(), 1, log, [rule]);
        var fast = ModelCheck.Direction(model, batch, gradients);
        using var exampleLoop = new ExampleLoop(model, new CrossEntropy());
        var loop = ModelCheck.Direction(model, batch, exampleLoop);
        Check.That(log.Message is null, $"The host does not use it: {log.Message}");
        Check.That(
            Check.Error(fast, loop) < Tolerance,
            $"With a perturbation for each example the gradient differs from that of the loop by {Check.Error(fast, loop):G3} of its "
                + "largest number: Output must be that of the layer, with the weights that it is given in the place of the layer's own.");
    }

    private sealed class Around : nn.Module<Tensor, Tensor>
    {
        public const int ClassCount = 3;

        private readonly nn.Module<Tensor, Tensor> _layer;
        private readonly Linear _last;

        public Around(nn.Module<Tensor, Tensor> layer, Tensor sample)
            : base(nameof(Around))
        {
            _layer = layer;
            _last = nn.Linear(layer.forward(sample).flatten(1).shape[1], ClassCount);
            RegisterComponents();
            this.to(ScalarType.Float64);
        }

        public override Tensor forward(Tensor input) => _last.call(_layer.call(input).flatten(1).tanh());
    }
}
