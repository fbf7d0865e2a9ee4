using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.OptimizerSam;
using SamHost.Plugins.OptimizerSgd;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>What the first batch shows of a model: whether the layers' rules account for all of its gradients.</summary>
public sealed class ExaminationTests : IDisposable
{
    private readonly IDisposable _scope = NewDisposeScope();
    private readonly ListLogger _logger = new();

    public ExaminationTests() => manual_seed(21);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_weight_used_outside_its_layer_is_expanded()
    {
        using var rig = Rig(new SampleModels.Hidden(5, 3), 4, [5], classes: 3);

        rig.Direction(new OneSam(new()));

        Assert.Empty(_logger.Lines);
        Assert.Equal(
            [("layer '_seen' (Linear)", GradientWay.Rule), ("weight '_bypassed.weight'", GradientWay.Expanded),
                ("weight '_bypassed.bias'", GradientWay.Expanded)],
            rig.Gradients.Ways.Select(way => (way.Part, way.Way)));
    }

    [Fact]
    public void A_model_that_decides_by_an_examples_numbers_is_named()
    {
        using var rig = Rig(new SampleModels.Deciding(5, 3), 4, [5], classes: 3);

        rig.Direction(new OneSam(new()));

        Assert.Equal(GradientWay.ModelLoop, Assert.Single(rig.Gradients.Ways).Way);
        Assert.Contains("the model itself (Deciding) has no fast rule", Assert.Single(_logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_ties_examples_together_by_itself_is_refused_by_per_example_rules()
    {
        using var rig = Rig(new SampleModels.Centred(5, 3), 6, [5], classes: 3);

        foreach (var optimizer in new IOptimizer[] { new OneSam(new()), new JSam(new()), new LSam(new()), new MSam(new()) })
            Assert.Contains(
                "The model ties the examples of a batch together", Assert.Throws<ComponentException>(() => rig.Step(optimizer)).Message,
                StringComparison.Ordinal);

        Assert.True(rig.Direction(new NSam(new())).norm().ToDouble() > 0);
        Assert.True(rig.Direction(new Sgd()).norm().ToDouble() > 0);
    }

    public static TheoryData<string, Func<Tensor, Tensor>> Changes => new()
    {
        { "an addition with a gradient", output => output.add_(ones(6, ScalarType.Float64)) },
        { "an activation", output => output.relu_() },
        { "a change that autograd does not see", output => Unseen(output) },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_layer_whose_numbers_are_changed_in_place_runs_by_the_loop(string _, Func<Tensor, Tensor> change)
    {
        // A last layer of zeros lets no gradient through, until it is trained.
        using var model = new SampleModels.Changed(5, 3, change);
        using var rig = Rig(model, 6, [5], classes: 3);

        rig.Direction(new OneSam(new()));
        using (no_grad()) foreach (var parameter in model.parameters()) parameter.copy_(randn(parameter.shape, ScalarType.Float64));
        var direction = rig.Direction(new OneSam(new() { Rho = 0.3 }));

        Assert.Contains(
            "layer '_first' (Linear) takes or returns is changed in place", Assert.Single(_logger.Lines), StringComparison.Ordinal);
        TensorAssert.Close(rig.Reference.Direction(0.3, 1, perturbJacobian: true, perturbScale: true), direction);
    }

    [Fact]
    public void A_layer_that_has_the_examples_elsewhere_than_first_keeps_its_rule()
    {
        using var rig = Rig(new SampleModels.Folded(5, 3), 6, [4, 5], classes: 3);

        var direction = rig.Direction(new OneSam(new() { Rho = 0.3 }));

        Assert.Empty(_logger.Lines);
        Assert.All(rig.Gradients.Ways, way => Assert.Equal(GradientWay.Rule, way.Way));
        TensorAssert.Close(rig.Reference.Direction(0.3, 1, perturbJacobian: true, perturbScale: true), direction);
    }

    [Fact]
    public void A_first_batch_that_is_not_finite_tells_nothing_of_the_model()
    {
        using var model = SampleModels.Mlp(5, 7, 4);
        using var rig = Rig(model, 6, [5], classes: 4, new GradientsOptions { Strict = true });
        using (var broken = new Batch(full_like(rig.Batch.Inputs, double.NaN), rig.Batch.Labels, rig.Batch.Indices).Inputs)
        using (rig.Gradients.Ascend(new Batch(broken, rig.Batch.Labels, rig.Batch.Indices)))
        {
            // It is the data's fault, which shows in the losses.
        }

        Assert.True(rig.Direction(new OneSam(new())).norm().ToDouble() > 0);
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public void An_embedding_that_will_limit_its_rows_has_no_rule()
    {
        using var model = nn.Sequential(nn.Embedding(4, 3, max_norm: 100), nn.Flatten(), nn.Linear(6, 3)).to(ScalarType.Float64);
        using var rig = new OptimizerRig(
            model, randint(0, 4, [5, 2], ScalarType.Int64), randint(0, 3, [5], ScalarType.Int64), logger: _logger);

        rig.Gradients.Examine(rig.Batch);

        Assert.DoesNotContain(rig.Gradients.Ways, way => way.Part.Contains("Embedding") && way.Way == GradientWay.Rule);
        Assert.NotEmpty(rig.Gradients.Ways);
    }

    [Fact]
    public void Layers_that_begin_with_equal_weights_are_not_shared()
    {
        using var model = nn.Sequential(nn.Linear(5, 5, dtype: ScalarType.Float64), nn.Linear(5, 5, dtype: ScalarType.Float64));
        using (no_grad()) foreach (var layer in model.children().Cast<TorchSharp.Modules.Linear>())
            layer.weight.copy_(eye(5, dtype: ScalarType.Float64));
        using var rig = Rig(model, 6, [5], classes: 5, new GradientsOptions { Strict = true });

        var direction = rig.Direction(new OneSam(new() { Rho = 0.3 }));

        TensorAssert.Close(rig.Reference.Direction(0.3, 1, perturbJacobian: true, perturbScale: true), direction);
    }

    private static Tensor Unseen(Tensor output)
    {
        using var _ = no_grad();
        return output.mul_(0.5);
    }

    private OptimizerRig Rig(
        nn.Module<Tensor, Tensor> model, long batch, long[] inputShape, long classes, GradientsOptions? options = null) =>
        new(model, randn([batch, .. inputShape], ScalarType.Float64), randint(0, classes, [batch], ScalarType.Int64), options, _logger);
}
