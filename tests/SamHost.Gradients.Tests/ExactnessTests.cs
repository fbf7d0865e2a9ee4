using CsCheck;
using SamHost.Contracts.Optimization;
using SamHost.Plugins.OptimizerSam;
using SamHost.Plugins.OptimizerSgd;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>Every rule and every per-example result, under three losses, against the one-example-at-a-time reference, in float64.</summary>
public class ExactnessTests
{
    private static readonly Gen<(int Batch, int Inputs, int Hidden, int Logits, int Group, double Rho, int Seed)> Shapes =
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 7], Gen.Int[1, 8], Gen.Int[1, 5], Gen.Int[1, 11], Gen.Double[0, 2], Gen.Int[0, 10000]);

    [Fact]
    public void Multilayer_perceptrons_of_any_shape() => Shapes.Sample(
        shape => CheckAll(
            () => SampleModels.Mlp(shape.Inputs, shape.Hidden, shape.Logits, bias: shape.Seed % 3 != 0), [shape.Inputs], shape),
        iter: 24, threads: 1);

    [Fact]
    public void A_layer_that_is_used_twice() => Shapes.Sample(
        shape => CheckAll(() => new SampleModels.Shared(shape.Inputs, shape.Logits), [shape.Inputs], shape), iter: 12, threads: 1);

    [Fact]
    public void Layers_over_sequences() => Shapes.Sample(
        shape => CheckAll(() => new SampleModels.Sequence(shape.Inputs, shape.Logits), [shape.Hidden, shape.Inputs], shape), iter: 12,
        threads: 1);

    [Fact]
    public void A_model_that_needs_the_loop() => Shapes.Sample(
        shape => CheckAll(() => new SampleModels.Deciding(shape.Inputs, shape.Logits), [shape.Inputs], shape), iter: 10, threads: 1);

    [Fact]
    public void A_weight_used_outside_its_layer() => Shapes.Sample(
        shape => CheckAll(() => new SampleModels.Hidden(shape.Inputs, shape.Logits), [shape.Inputs], shape), iter: 10, threads: 1);

    [Fact]
    public void A_weight_that_two_layers_share() => Shapes.Sample(
        shape => CheckAll(() => new SampleModels.Tied(shape.Inputs, shape.Logits), [shape.Inputs], shape), iter: 10, threads: 1);

    [Fact]
    public void A_convolutional_model() => Shapes.Sample(
        shape => CheckAll(
            () => nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(3 * 4 * 3, shape.Logits)).to(ScalarType.Float64),
            [2, 6, 5], shape),
        iter: 8, threads: 1);

    [Fact]
    public void Frozen_parameters_have_no_part_in_the_norm_or_the_perturbation() => Shapes.Sample(
        shape => CheckAll(
            () =>
            {
                var model = SampleModels.Mlp(shape.Inputs, shape.Hidden, shape.Logits);
                var frozen = shape.Seed % 6;
                model.parameters().ElementAt(frozen).requires_grad = false;
                return model;
            },
            [shape.Inputs],
            shape),
        iter: 18, threads: 1);

    /// <summary>
    /// As the last batch of an epoch may be: its example has what it would have in a larger batch, norms recorded or not.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_batch_of_one_example(bool hasRules)
    {
        manual_seed(9);
        using var model = hasRules ? SampleModels.Mlp(5, 6, 4) : new SampleModels.Deciding(5, 4);
        using var rig = new OptimizerRig(model, randn([1, 5], ScalarType.Float64), randint(0, 4, [1], ScalarType.Int64));
        var options = new MSamOptions { Rho = 0.3 };
        foreach (var recordsNorms in new[] { true, false })
        {
            rig.Gradients.RecordNorms = recordsNorms;
            foreach (var (optimizer, jacobian, scale) in new (IOptimizer, bool, bool)[]
                { (new OneSam(options), true, true), (new LSam(options), false, true), (new LSam(options), false, true),
                    (new JSam(options), true, false), (new MSam(options), true, true), (new NSam(options), true, true) })
            {
                var (direction, results) = rig.Step(optimizer);
                TensorAssert.Close(rig.Reference.Direction(0.3, 1, jacobian, scale), direction);
                TensorAssert.Close(rig.Reference.LogitWeight(0.3, 0), results.LogitWeight.ToDouble());
                Assert.Equal([1], results.LogitWeight.shape);
                // The loop knows norms where they are recorded only, whatever the batch.
                if (recordsNorms || hasRules) TensorAssert.Close(rig.Reference.GradientNorm(0), results.GradientNorm![0].ToDouble());
                if (recordsNorms) TensorAssert.Close(rig.Reference.Weight(0.3, 0), results.Weight![0].ToDouble());
                Assert.Equal(recordsNorms, results.Weight is not null);
            }
        }
    }

    [Fact]
    public void In_single_precision_the_error_is_that_of_single_precision()
    {
        manual_seed(8);
        using var model = nn.Sequential(nn.Linear(20, 30), nn.Tanh(), nn.Linear(30, 10));
        using var rig = new OptimizerRig(model, randn(16, 20), randint(0, 10, [16], ScalarType.Int64));

        var direction = rig.Direction(new OneSam(new SamOptions { Rho = 0.3 }));

        using var precise = model.to(ScalarType.Float64);
        var reference = new ReferenceRules(precise, rig.Batch.Inputs.to(ScalarType.Float64), rig.Batch.Labels);
        TensorAssert.Close(reference.Direction(0.3, 1, true, true), direction.to(ScalarType.Float64), 1e-5);
    }

    private static void CheckAll(
        Func<nn.Module<Tensor, Tensor>> build, long[] inputShape,
        (int Batch, int Inputs, int Hidden, int Logits, int Group, double Rho, int Seed) shape)
    {
        using var scope = NewDisposeScope();
        manual_seed(shape.Seed);
        using var model = build();
        var labels = randint(0, Math.Max(2, shape.Logits), [shape.Batch], ScalarType.Int64);
        var inputs = randn([shape.Batch, .. inputShape], ScalarType.Float64);
        var loss = SampleLosses.Of(shape.Seed / 3 % SampleLosses.Count, model, inputs);
        using var rig = new OptimizerRig(model, inputs, labels, loss: loss);
        CheckAll(rig, shape.Rho, shape.Group);
    }

    /// <summary>Checks every rule on the rig's batch: its direction and its per-example results.</summary>
    internal static void CheckAll(OptimizerRig rig, double rho, int groupSize)
    {
        var options = new SamOptions { Rho = rho };

        Check(new Sgd(), 0, 1, jacobian: false, scale: false);
        Check(new NSam(options), rho, rig.Batch.Size, jacobian: true, scale: true);
        Check(new MSam(new MSamOptions { Rho = rho, GroupSize = groupSize }), rho, groupSize, jacobian: true, scale: true);
        Check(new OneSam(options), rho, 1, jacobian: true, scale: true);
        Check(new LSam(options), rho, 1, jacobian: false, scale: true);
        Check(new JSam(options), rho, 1, jacobian: true, scale: false);

        void Check(IOptimizer optimizer, double radius, int size, bool jacobian, bool scale)
        {
            var (direction, results) = rig.Step(optimizer);
            using var owned = results;
            TensorAssert.Close(rig.Reference.Direction(radius, size, jacobian, scale), direction);
            for (var i = 0; i < rig.Batch.Size; i++)
            {
                TensorAssert.Close(rig.Reference.LogitWeight(radius, i, size), results.LogitWeight[i].ToDouble());
                if (results.Weight is not null) TensorAssert.Close(rig.Reference.Weight(radius, i, size), results.Weight[i].ToDouble());
                if (results.GradientNorm is not null) TensorAssert.Close(rig.Reference.GradientNorm(i), results.GradientNorm[i].ToDouble());
            }
        }
    }
}
