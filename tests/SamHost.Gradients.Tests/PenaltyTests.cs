using SamHost.Plugins.OptimizerSam;
using SamHost.Plugins.OptimizerSgd;
using SamHost.TestSupport;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>Penalties that a rule adds to its objective.</summary>
public sealed class PenaltyTests : IDisposable
{
    private readonly IDisposable _scope = NewDisposeScope();

    public PenaltyTests() => manual_seed(21);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_penalty_counts_in_the_loop_too()
    {
        using var model = new SampleModels.Deciding(5, 3);
        using var rig = Rig(model, 4, [5], classes: 3);
        var weight = model.parameters().First();
        using var ascent = rig.Gradients.Ascend(rig.Batch);
        using var perturbed = ascent.Perturb(0.2);
        perturbed.Backward(scaleFrom: perturbed);
        var without = weight.grad!.clone();

        perturbed.Backward(scaleFrom: perturbed, penalty: weight.square().sum());

        TensorAssert.Close(without + 2 * weight, weight.grad!);
    }

    /// <summary>L-SAM, whose backward pass is that of the pass at w, with a penalty on what that pass has seen.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void A_penalty_on_the_last_hidden_activations_lasts_through_a_perturbation(bool hasRules, bool isTakenBefore)
    {
        using nn.Module<Tensor, Tensor> model = hasRules
            ? SampleModels.Mlp(5, 7, 3)
            : nn.Sequential(
                ("own", new SampleModels.Deciding(5, 4)), ("bend", nn.Tanh()), ("last", nn.Linear(4, 3, dtype: ScalarType.Float64)));
        using var rig = Rig(model, 6, [5], classes: 3);
        var without = rig.Direction(new LSam(new() { Rho = 0.2 }));
        rig.Gradients.BeginStep(1);
        using var plain = rig.Gradients.Forward(rig.Batch);
        var parameters = model.parameters().ToArray();
        var expected = without + cat([.. autograd.grad([plain.LastHidden.square().sum()], parameters, allow_unused: true)
            .Zip(parameters, (gradient, parameter) => (gradient is { IsInvalid: false } ? gradient : zeros_like(parameter)).flatten())]);
        using var ascent = rig.Gradients.Ascend(rig.Batch);

        var before = isTakenBefore ? ascent.LastHidden.square().sum() : null;
        using var perturbed = ascent.Perturb(0.2);
        ascent.Backward(scaleFrom: perturbed, penalty: before ?? ascent.LastHidden.square().sum());

        TensorAssert.Close(expected, rig.Gradient());
    }

    [Fact]
    public void A_penalty_is_added_to_the_objective()
    {
        using var model = SampleModels.Mlp(5, 7, 4);
        using var rig = Rig(model, 9, [5], classes: 4);
        var options = new RegularizedSgdOptions { GammaActivations = 0.3, GammaWeights = 0.2 };

        foreach (var norm in Enum.GetValues<PenaltyNorm>())
        {
            options.Norm = norm;
            var direction = rig.Direction(new RegularizedSgd(options));
            TensorAssert.Close(PenalisedGradient(model, rig, options), direction);
        }
    }

    /// <summary>The penalised objective by hand, through the layers themselves.</summary>
    private static Tensor PenalisedGradient(nn.Module<Tensor, Tensor> model, OptimizerRig rig, RegularizedSgdOptions options)
    {
        foreach (var parameter in model.parameters()) parameter.grad = null;
        var layers = model.children().Cast<nn.Module<Tensor, Tensor>>().ToList();
        var hidden = layers[..^1].Aggregate(rig.Batch.Inputs, (activations, layer) => layer.call(activations));
        var last = ((TorchSharp.Modules.Linear)layers[^1]).weight;
        var loss = nn.functional.cross_entropy(layers[^1].call(hidden), rig.Batch.Labels);
        var (onHidden, onWeights) = options.Norm == PenaltyNorm.Plain
            ? (hidden.square().sum(1).sqrt().mean(), last.square().sum().sqrt())
            : (hidden.square().sum(1).mean() / 2, last.square().sum() / 2);
        (loss + options.GammaActivations * onHidden + options.GammaWeights * onWeights).backward();
        return cat([.. model.parameters().Select(parameter => parameter.grad!.flatten())]);
    }

    private static OptimizerRig Rig(nn.Module<Tensor, Tensor> model, long batch, long[] inputShape, long classes) =>
        new(model, randn([batch, .. inputShape], ScalarType.Float64), randint(0, classes, [batch], ScalarType.Int64));
}
