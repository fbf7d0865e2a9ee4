using SamHost.Contracts.Optimization;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.OptimizerSam;
using SamHost.Plugins.OptimizerSgd;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

public sealed class PerExampleGradientsTests : IDisposable
{
    private readonly IDisposable _scope = NewDisposeScope();
    private readonly ListLogger _logger = new();

    public PerExampleGradientsTests() => manual_seed(21);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.7)]
    public void A_group_as_large_as_the_batch_is_naive_SAM_and_no_radius_is_SGD(double rho)
    {
        using var rig = Rig(SampleModels.Mlp(5, 7, 4), 12, [5], classes: 4);
        var together = rig.Direction(new NSam(new SamOptions { Rho = rho }));

        TensorAssert.Close(together, rig.Direction(new MSam(new MSamOptions { Rho = rho, GroupSize = 12 })));
        TensorAssert.Close(
            rig.Direction(new OneSam(new SamOptions { Rho = rho })), rig.Direction(new MSam(new MSamOptions { Rho = rho, GroupSize = 1 })));
        if (rho == 0) TensorAssert.Close(rig.Direction(new Sgd()), together);
    }

    [Fact]
    public void The_weights_are_bit_for_bit_what_they_were()
    {
        using var model = SampleModels.Mlp(5, 7, 4);
        using var rig = Rig(model, 12, [5], classes: 4);
        var before = model.parameters().Select(parameter => parameter.clone()).ToList();

        rig.Direction(new NSam(new SamOptions { Rho = 0.3 }));
        using (var ascent = rig.Gradients.Ascend(rig.Batch))
        using (ascent.Perturb(0.3, groupSize: 12))
        {
            // A perturbation that is never used is taken back all the same.
        }

        foreach (var (parameter, original) in model.parameters().Zip(before)) Assert.True(parameter.equal(original).all().ToBoolean());
    }

    [Fact]
    public void The_logit_scale_of_naive_SAM_with_the_Jacobian_at_the_weights_is_exact_too()
    {
        using var rig = Rig(SampleModels.Mlp(5, 7, 4), 12, [5], classes: 4);
        using var ascent = rig.Gradients.Ascend(rig.Batch);
        using var perturbed = ascent.Perturb(0.3, groupSize: 12);

        ascent.Backward(scaleFrom: perturbed);

        var direction = rig.Direction(new GradientInPlace());
        TensorAssert.Close(rig.Reference.Direction(0.3, 12, perturbJacobian: false, perturbScale: true), direction);
    }

    [Fact]
    public void A_first_layers_product_with_the_data_is_made_once_a_step()
    {
        using var first = nn.Linear(5, 6, dtype: ScalarType.Float64);
        using var model = nn.Sequential(first, nn.ReLU(), nn.Linear(6, 4, dtype: ScalarType.Float64));
        using var rig = Rig(model, 8, [5], classes: 4);
        using var ascent = rig.Gradients.Ascend(rig.Batch);
        // What is not read again cannot be missed.
        using (no_grad()) first.weight.zero_();
        using var perturbed = ascent.Perturb(rho: 0);

        TensorAssert.Close(ascent.Logits, perturbed.Logits);
    }

    [Fact]
    public void Recording_norms_changes_no_direction()
    {
        using var rig = Rig(SampleModels.Mlp(5, 7, 4), 12, [5], classes: 4);
        var optimizer = new OneSam(new SamOptions { Rho = 0.2 });
        var recorded = rig.Direction(optimizer);

        rig.Gradients.RecordNorms = false;
        var (direction, results) = rig.Step(optimizer);

        Assert.True(recorded.equal(direction).all().ToBoolean());
        Assert.Null(results.Weight);
        Assert.NotNull(results.GradientNorm);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 2)]
    public void Norms_at_the_weights_are_made_on_the_way_to_the_perturbation(bool recordsNorms, int passes)
    {
        using var model = new SampleModels.Counted(5, 4);
        using var rig = Rig(model, 12, [5], classes: 4);
        rig.Gradients.RecordNorms = recordsNorms;
        // The first step examines the model.
        rig.Direction(new OneSam(new()));
        var before = model.BackwardPasses;

        var (_, results) = rig.Step(new OneSam(new()));

        Assert.Equal(passes, model.BackwardPasses - before);
        TensorAssert.Close(rig.Reference.GradientNorm(7), results.GradientNorm![7].ToDouble());
    }

    [Fact]
    public void Norms_can_be_asked_for_before_and_after_the_perturbation()
    {
        using var rig = Rig(SampleModels.Mlp(5, 7, 4), 12, [5], classes: 4);
        using var ascent = rig.Gradients.Ascend(rig.Batch);
        TensorAssert.Close(rig.Reference.GradientNorm(7), ascent.GradientNorms![7].ToDouble());
        using var other = rig.Gradients.Ascend(rig.Batch);
        using var perturbed = other.Perturb(0.1, groupSize: 5);
        TensorAssert.Close(rig.Reference.GradientNorm(7), other.GradientNorms![7].ToDouble());
        using var plain = rig.Gradients.Ascend(rig.Batch);
        plain.Backward(scaleFrom: plain);
        TensorAssert.Close(rig.Reference.GradientNorm(7), plain.GradientNorms![7].ToDouble());
    }

    [Fact]
    public void Examples_without_a_gradient_weigh_one_and_are_not_perturbed()
    {
        using var model = nn.Linear(3, 2, dtype: ScalarType.Float64);
        using (no_grad())
        {
            model.weight.zero_();
            model.bias!.copy_(tensor(new[] { 5000.0, -5000.0 }));
        }

        using var rig = new OptimizerRig(model, randn([4, 3], ScalarType.Float64), zeros(4, ScalarType.Int64));
        foreach (var optimizer in new IOptimizer[] { new OneSam(new()), new JSam(new()), new LSam(new()), new NSam(new()) })
        {
            var (direction, results) = rig.Step(optimizer);
            Assert.Equal(0, direction.norm().ToDouble());
            Assert.Equal([1.0, 1, 1, 1], results.Weight!.data<double>().ToArray());
            Assert.Equal([1.0, 1, 1, 1], results.LogitWeight.data<double>().ToArray());
        }
    }

    [Fact]
    public void A_model_with_nothing_to_train_has_directions_of_nothing()
    {
        using var model = SampleModels.Mlp(5, 7, 4);
        foreach (var parameter in model.parameters()) parameter.requires_grad = false;
        using var rig = Rig(model, 6, [5], classes: 4);
        using var ascent = rig.Gradients.Ascend(rig.Batch);
        using var perturbed = ascent.Perturb(0.1);

        perturbed.Backward(scaleFrom: perturbed);

        Assert.Equal(0, ascent.GradientNorms!.sum().ToDouble());
        Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void Both_passes_of_a_step_see_the_same_dropout_and_another_step_sees_another()
    {
        using var model = nn.Sequential(nn.Linear(5, 50), nn.Dropout(0.5), nn.Linear(50, 4)).to(ScalarType.Float64);
        using var rig = Rig(model, 8, [5], classes: 4);
        using var ascent = rig.Gradients.Ascend(rig.Batch);
        using var same = ascent.Perturb(0);
        using var together = ascent.Perturb(0, groupSize: 8);
        Assert.True(ascent.Logits.equal(same.Logits).all().ToBoolean());
        Assert.True(ascent.Logits.equal(together.Logits).all().ToBoolean());

        rig.Gradients.BeginStep(1);
        using var next = rig.Gradients.Ascend(rig.Batch);
        Assert.False(ascent.Logits.equal(next.Logits).all().ToBoolean());
    }

    [Fact]
    public void Batch_normalisation_is_refused_by_name_where_examples_are_perturbed_apart()
    {
        using var model = nn.Sequential(("stem", nn.Linear(5, 7)), ("norm", nn.BatchNorm1d(7)), ("head", nn.Linear(7, 4)))
            .to(ScalarType.Float64);
        using var rig = Rig(model, 8, [5], classes: 4);

        foreach (var optimizer in new IOptimizer[] { new OneSam(new()), new JSam(new()), new LSam(new()), new MSam(new()) })
        {
            var refusal = Assert.Throws<ComponentException>(() => rig.Step(optimizer));
            Assert.Contains("'norm' (BatchNorm1d)", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("LayerNorm", refusal.Message, StringComparison.Ordinal);
        }

        // One perturbation for the batch, or none, is well defined.
        Assert.True(rig.Direction(new NSam(new())).norm().ToDouble() > 0);
        Assert.True(rig.Direction(new Sgd()).norm().ToDouble() > 0);
    }

    [Fact]
    public void A_layer_without_a_rule_is_named_once()
    {
        using var rig = Rig(new SampleModels.Deciding(5, 3), 4, [5], classes: 3);

        rig.Direction(new NSam(new()));
        Assert.Empty(_logger.Lines);
        rig.Direction(new OneSam(new()));
        rig.Direction(new JSam(new()));

        Assert.Single(_logger.Lines);
        Assert.Contains("the model itself (Deciding) has no fast rule", _logger.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_settings_refuse_the_loop()
    {
        using var rig = Rig(new SampleModels.Deciding(5, 3), 4, [5], classes: 3, new GradientsOptions { Strict = true });

        var refusal = Assert.Throws<ComponentException>(() => rig.Step(new OneSam(new())));

        Assert.Contains("Gradients:Strict", refusal.Message, StringComparison.Ordinal);
    }

    private OptimizerRig Rig(
        nn.Module<Tensor, Tensor> model, long batch, long[] inputShape, long classes, GradientsOptions? options = null) =>
        new(model, randn([batch, .. inputShape], ScalarType.Float64), randint(0, classes, [batch], ScalarType.Int64), options, _logger);

    /// <summary>Steps with whatever gradient the parameters hold.</summary>
    private sealed class GradientInPlace : IOptimizer
    {
        public PerExampleResults Step(TrainingStep step)
        {
            step.BaseRule.Step();
            return new PerExampleResults { Loss = zeros(1), Margin = zeros(1), LogitWeight = zeros(1) };
        }
    }
}
